package io.etcdbr.bbolt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Good files, each spoiled in one way. */
class StructureCheckTest {
    private Spoiled file = none();

    private static Spoiled none() {
        try {
            return new Spoiled("1.4.3-empty");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void aFileWithBranchesAndAFreelist() throws IOException {
        file = new Spoiled("1.4.3-page-1k");
    }

    @Test
    void aPageThatTwoBranchElementsLeadToIsUsedTwiceAndTheOtherIsLost() throws IOException {
        BranchPage branch = file.find(BranchPage.class, page -> page.count() > 2);
        file.page(branch.id()).set(PageHeader.LONG, 16 + 16 + 8, branch.child(0));

        assertThat(file.check().findings())
                .contains(
                        new Finding.UsedTwice(branch.child(0), branch.place()),
                        new Finding.Lost(branch.child(1), branch.child(1)));
        assertReadingFailsAt("page " + branch.child(0));
    }

    @Test
    void aTreeThatLeadsBackToItselfEnds() throws IOException {
        BranchPage branch = file.find(BranchPage.class, page -> true);
        file.page(branch.id()).set(PageHeader.LONG, 16 + 8, branch.id());

        assertThat(file.check().findings()).contains(new Finding.UsedTwice(branch.id(), branch.place()));
        assertReadingFailsAt("page " + branch.id() + ": the tree leads back to it");
    }

    @Test
    void aLoopOverTwoLevelsEnds() throws IOException {
        BranchPage top = file.find(BranchPage.class, page -> true);
        BranchPage below = file.find(BranchPage.class, page -> page.id() != top.id());
        file.page(below.id()).set(PageHeader.LONG, 16 + 8, top.id());

        assertThat(file.check().findings()).contains(new Finding.UsedTwice(top.id(), below.place()));
        assertReadingFailsAt("page " + top.id() + ": the tree leads back to it");
    }

    @Test
    void twoBucketsOnTheSamePagesAreFound() throws IOException {
        LeafPage parent =
                file.find(LeafPage.class, page -> page.id() == file.meta().rootPage());
        int own = bucket(parent, false);
        int inline = bucket(parent, true);
        long root = parent.value(own).get(PageHeader.LONG, 0);
        file.page(parent.id()).set(PageHeader.LONG, parent.elements().keyEnd(inline), root);

        assertThat(file.check().findings()).contains(new Finding.UsedTwice(root, parent.place()));
    }

    @Test
    void aPageWithinTheOverflowOfAnotherIsUsedTwice() throws IOException {
        file = new Spoiled("1.4.3-overflow");
        LeafPage large = file.find(LeafPage.class, page -> page.span() > 2);
        BranchPage branch = file.find(BranchPage.class, page -> page.count() > 2);
        int element = branch.child(0) == large.id() ? 1 : 0;
        file.page(branch.id()).set(PageHeader.LONG, 16 + 16L * element + 8, large.id() + 1);

        assertThat(file.check().findings())
                .anyMatch(finding -> finding instanceof Finding.UsedTwice twice && twice.page() == large.id() + 1);
    }

    @Test
    void aPageOfAnotherPlaceUnderTheRightNumberIsOutOfOrder() throws IOException {
        BranchPage branch = file.find(BranchPage.class, page -> page.count() > 3);
        for (int i = 1; i < branch.count(); i++) {
            for (int j = 1; j < branch.count(); j++) {
                if (i != j) {
                    file = new Spoiled("1.4.3-page-1k");
                    MemorySegment page = file.page(branch.child(i));
                    page.copyFrom(file.page(branch.child(j)));
                    page.set(PageHeader.LONG, 0, branch.child(i));

                    assertThat(file.check().findings())
                            .as("child %d in the place of child %d", j, i)
                            .anyMatch(Finding.OutOfOrder.class::isInstance);
                }
            }
        }
    }

    @Test
    void aChildBeyondTheHighWaterMarkIsNoPage() throws IOException {
        BranchPage branch = file.find(BranchPage.class, page -> true);
        file.page(branch.id()).set(PageHeader.LONG, 16 + 8, file.meta().highWater());

        assertThat(file.check().findings())
                .contains(new Finding.NoSuchPage(file.meta().highWater(), branch.place()));
        assertReadingFailsAt("page " + file.meta().highWater() + ": beyond the high water mark");
    }

    @Test
    void anEnormousChildIsNamedUnsigned() throws IOException {
        BranchPage branch = file.find(BranchPage.class, page -> true);
        file.page(branch.id()).set(PageHeader.LONG, 16 + 8, -1);

        assertThat(sentences()).anyMatch(sentence -> sentence.startsWith("page 18446744073709551615: no such page"));
        assertReadingFailsAt("page 18446744073709551615");
    }

    @Test
    void aChildThatIsAMetaPageIsNoPageOfATree() throws IOException {
        BranchPage branch = file.find(BranchPage.class, page -> true);
        file.page(branch.id()).set(PageHeader.LONG, 16 + 8, 0);

        assertThat(file.check().findings()).contains(new Finding.NoSuchPage(0, branch.place()));
        assertReadingFailsAt("page 0: a meta page in a bucket's tree");
    }

    @Test
    void aPageWithAnotherNumberIsNotBelieved() throws IOException {
        LeafPage leaf = file.find(LeafPage.class, page -> page.count() > 4);
        file.page(leaf.id()).set(PageHeader.LONG, 0, leaf.id() + 1);

        assertThat(sentences()).contains(leaf.place() + ": calls itself page " + (leaf.id() + 1));
        assertReadingFailsAt(leaf.place());
    }

    @Test
    void aPageOfAnotherTypeIsNotBelieved() throws IOException {
        LeafPage leaf = file.find(LeafPage.class, page -> page.count() > 4);
        for (short flags : new short[] {0, 3, 4, 0x10, 0x20, -1}) {
            file.page(leaf.id()).set(ValueLayout.JAVA_SHORT_UNALIGNED, 8, flags);

            assertThat(sentences()).as("flags %x", flags).anyMatch(sentence -> sentence.contains("page " + leaf.id()));
            assertReadingFailsAt("page " + leaf.id());
        }
    }

    @Test
    void aWrongCountIsSeenByTheFirstElement() throws IOException {
        LeafPage leaf = file.find(LeafPage.class, page -> page.count() > 4);
        for (int count : new int[] {1, leaf.count() - 1, leaf.count() + 1, 63, 64, 0xffff}) {
            file.page(leaf.id()).set(ValueLayout.JAVA_SHORT_UNALIGNED, 10, (short) count);

            assertThat(sentences()).as("count %d", count).anyMatch(sentence -> sentence.startsWith(leaf.place()));
            assertReadingFailsAt(leaf.place());
        }
    }

    @Test
    void sizesAndPositionsBeyondThePageAreLocated() throws IOException {
        LeafPage leaf = file.find(LeafPage.class, page -> page.count() > 4);
        MemorySegment page = file.page(leaf.id());
        int element = 16 + 3 * 16;
        page.set(PageHeader.INT, element + 8, 5000);
        assertThat(sentences()).anyMatch(s -> s.startsWith(leaf.place() + ", element 3: key beyond page end"));

        page.set(PageHeader.INT, element + 8, -1);
        assertReadingFailsAt(leaf.place() + ", element 3: key beyond page end (4294967295 bytes");

        page.set(PageHeader.INT, element + 8, 0);
        assertReadingFailsAt(leaf.place() + ", element 3: empty key");

        page.set(PageHeader.INT, element + 8, 8);
        page.set(PageHeader.INT, element + 12, -1);
        assertReadingFailsAt(leaf.place() + ", element 3: value beyond page end (4294967295 bytes");

        page.set(PageHeader.INT, element + 12, 20);
        page.set(PageHeader.INT, element + 4, -4);
        assertReadingFailsAt(leaf.place() + ", element 3: key at byte");
    }

    @Test
    void anOverflowBeyondTheDatabaseIsNotBelieved() throws IOException {
        LeafPage leaf = file.find(LeafPage.class, page -> page.count() > 4);
        file.page(leaf.id()).set(PageHeader.INT, 12, -1);

        assertThat(sentences()).anyMatch(s -> s.startsWith(leaf.place() + ": 4294967295 overflow pages"));
        assertReadingFailsAt(leaf.place());
    }

    @Test
    void anOverflowThatTheElementsDoNotNeedIsNotBelieved() throws IOException {
        LeafPage leaf = file.find(LeafPage.class, page -> page.count() > 4);
        file.page(leaf.id()).set(PageHeader.INT, 12, 1);

        assertThat(sentences()).anyMatch(s -> s.startsWith(leaf.place() + ": 1 overflow pages, but its elements end"));
        assertReadingFailsAt(leaf.place());
    }

    @Test
    void aLeafWhoseKeysAreGoneIsToldThoughItMayBeHarmless() throws IOException {
        LeafPage leaf = file.find(LeafPage.class, page -> page.count() > 4);
        file.page(leaf.id()).set(ValueLayout.JAVA_SHORT_UNALIGNED, 10, (short) 0);

        assertThat(file.check().findings()).containsExactly(new Finding.EmptyLeaf(leaf.id()));
        assertThat(file.check().sound()).isTrue();
    }

    @Test
    void aBucketWhoseOnlyLeafLostItsKeysIsToldToo() throws IOException {
        file = new Spoiled("1.3.3-nested");
        LeafPage parent = file.find(LeafPage.class, page -> true);
        long root = parent.value(bucket(parent, false)).get(PageHeader.LONG, 0);
        assertThat(file.check().findings()).isEmpty();
        file.page(root).set(ValueLayout.JAVA_SHORT_UNALIGNED, 10, (short) 0);

        assertThat(file.check().findings()).contains(new Finding.EmptyLeaf(root));
    }

    @Test
    void keysOutOfOrderInAPageAreLocated() throws IOException {
        LeafPage leaf = file.find(LeafPage.class, page -> page.count() > 4);
        MemorySegment page = file.page(leaf.id());
        long start = leaf.elements().keyStart(2);
        page.set(ValueLayout.JAVA_BYTE, start + 7, (byte) 0);
        page.set(ValueLayout.JAVA_BYTE, start + 6, (byte) 0);

        assertThat(file.check().findings())
                .contains(new Finding.OutOfOrder(leaf.place() + ", element 2: key not greater than the one before"));
        assertReadingFailsAt(leaf.place() + ", element 2");
    }

    @Test
    void keysAgainstTheSeparatorsAboveAreLocated() throws IOException {
        BranchPage branch = file.find(BranchPage.class, page -> page.count() > 3);
        MemorySegment first = file.page(branch.child(1));
        long start = 16 + 16 + first.get(PageHeader.INT, 16 + 4) - 16;
        byte[] key = first.asSlice(start, 8).toArray(ValueLayout.JAVA_BYTE);
        first.set(ValueLayout.JAVA_BYTE, start, (byte) -1);
        assertThat(sentences()).anyMatch(s -> s.startsWith("page " + branch.child(1)));
        assertReadingFailsAt("page " + branch.child(1));

        first.asSlice(start, 8).copyFrom(MemorySegment.ofArray(new byte[8]));
        assertThat(sentences()).contains("page " + branch.child(1) + ", element 0: key less than the separator above");
        assertReadingFailsAt("page " + branch.child(1) + ", element 0");

        first.asSlice(start, 8).copyFrom(MemorySegment.ofArray(key));
        assertThat(file.check().sound()).isTrue();
    }

    @Test
    void pagesBothUsedAndFreeOrFreeTwiceAreFound() throws IOException {
        LeafPage leaf = file.find(LeafPage.class, page -> page.count() > 4);
        long freelist = file.meta().freelistPage().orElseThrow();
        MemorySegment list = file.page(freelist);
        long first = list.get(PageHeader.LONG, 16);
        long second = list.get(PageHeader.LONG, 24);
        list.set(PageHeader.LONG, 24, first);
        list.set(PageHeader.LONG, 32, leaf.id());
        list.set(PageHeader.LONG, 40, freelist);
        list.set(PageHeader.LONG, 48, -5);

        assertThat(file.check().findings())
                .contains(
                        new Finding.FreeTwice(first),
                        new Finding.UsedAndFree(freelist, "the meta page"),
                        new Finding.NoSuchPage(-5, "the freelist, page " + freelist))
                .anyMatch(f -> f instanceof Finding.UsedAndFree used && used.page() == leaf.id())
                .anyMatch(f -> f instanceof Finding.Lost lost && lost.first() <= second && second <= lost.last());
    }

    @Test
    void aFreelistWithItsCountInTheFirstNumberIsReadAndItsCountNotBelieved() throws IOException {
        MemorySegment list = file.page(file.meta().freelistPage().orElseThrow());
        int count = Short.toUnsignedInt(list.get(ValueLayout.JAVA_SHORT_UNALIGNED, 10));
        list.asSlice(24, 8L * count)
                .copyFrom(MemorySegment.ofArray(list.asSlice(16, 8L * count).toArray(ValueLayout.JAVA_BYTE)));
        list.set(PageHeader.LONG, 16, count);
        list.set(ValueLayout.JAVA_SHORT_UNALIGNED, 10, (short) 0xffff);
        assertThat(file.check().findings()).isEmpty();

        for (long wrong : new long[] {-1, Long.MIN_VALUE, 127, Long.MAX_VALUE}) {
            list.set(PageHeader.LONG, 16, wrong);
            assertThat(sentences()).anyMatch(s -> s.contains("the freelist counts " + Long.toUnsignedString(wrong)));
        }
    }

    @Test
    void aFreelistPageOfAnotherTypeIsAFinding() throws IOException {
        file.page(file.meta().freelistPage().orElseThrow()).set(ValueLayout.JAVA_SHORT_UNALIGNED, 8, (short) 2);

        assertThat(file.check().sound()).isFalse();
    }

    @Test
    void aRootThatIsTheFreelistIsAFinding() throws IOException {
        file.meta(32, file.meta().freelistPage().orElseThrow());

        assertThat(file.check().findings())
                .contains(new Finding.UsedTwice(file.meta().freelistPage().orElseThrow(), "the meta page"));
        assertThatExceptionOfType(BboltException.class).isThrownBy(() -> Walk.of(file.database()));
    }

    @Test
    void aDamagedInlineBucketIsLocated() throws IOException {
        file = new Spoiled("1.4.3-nested");
        LeafPage leaf = file.find(
                LeafPage.class,
                page -> page.count() > 1 && page.isBucket(0) && page.value(0).get(PageHeader.LONG, 0) == 0);
        long inline = leaf.elements().keyEnd(0) + Bucket.HEADER_SIZE;
        String place = leaf.place() + ", element 0, inline page";
        MemorySegment page = file.page(leaf.id());

        page.set(PageHeader.INT, inline + 16 + 8, 100);
        assertThat(sentences()).anyMatch(s -> s.startsWith(place + ", element 0: key beyond page end"));
        assertReadingFailsAt(place);

        page.set(ValueLayout.JAVA_BYTE, inline + 8, (byte) 1);
        assertThat(sentences()).anyMatch(s -> s.startsWith(place + ": a branch page"));
        assertReadingFailsAt(place);
    }

    @Test
    void aBucketThatLiesInItselfIsLocated() throws IOException {
        file = new Spoiled("1.4.3-nested");
        LeafPage leaf = file.find(
                LeafPage.class,
                page -> page.count() > 1 && page.isBucket(1) && page.value(1).get(PageHeader.LONG, 0) != 0);
        file.page(leaf.id()).set(PageHeader.LONG, leaf.elements().keyEnd(1), leaf.id());

        assertThat(sentences())
                .contains(leaf.place() + ", element 1: a bucket that lies in itself, with page " + leaf.id()
                        + " at its top");
        assertReadingFailsAt(leaf.place() + ", element 1");
    }

    @Test
    void findingsAreCountedBeyondThoseThatAreKept() throws IOException {
        file = new Spoiled("1.4.3-page-16k");
        StructureReport few = wrongFreeNumbers(StructureCheck.MOST_FINDINGS / 2);
        assertThat(few.found()).isEqualTo(few.findings().size());
        assertThat(few.findings())
                .filteredOn(Finding.NoSuchPage.class::isInstance)
                .hasSize(StructureCheck.MOST_FINDINGS / 2);
        assertThat(few.sound()).isFalse();
        long others = few.found() - StructureCheck.MOST_FINDINGS / 2;

        StructureReport many = wrongFreeNumbers(StructureCheck.MOST_FINDINGS + 500);
        assertThat(many.findings()).hasSize(1000).allMatch(Finding.NoSuchPage.class::isInstance);
        assertThat(many.found()).isEqualTo(1500 + others);
        assertThat(many.sound()).isFalse();
    }

    private StructureReport wrongFreeNumbers(int count) throws IOException {
        long freelist = file.meta().freelistPage().orElseThrow();
        MemorySegment list = file.page(freelist);
        list.fill((byte) 0);
        list.set(PageHeader.LONG, 0, freelist);
        list.set(PageHeader.INT, 8, PageHeader.FREELIST | count << 16);
        return file.check();
    }

    /** The first element that is an inline bucket, or one with pages of its own. */
    private static int bucket(LeafPage page, boolean inline) {
        return IntStream.range(0, page.count())
                .filter(i -> page.isBucket(i) && page.value(i).get(PageHeader.LONG, 0) == 0 == inline)
                .findFirst()
                .orElseThrow();
    }

    private List<String> sentences() throws IOException {
        return file.check().findings().stream().map(Finding::sentence).toList();
    }

    private void assertReadingFailsAt(String place) {
        assertThatExceptionOfType(BboltException.class)
                .isThrownBy(() -> Walk.of(file.database()))
                .withMessageStartingWith(place);
    }
}
