package io.etcdbr.bbolt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/**
 * A file of 16 MiB with a leaf on each page, whose one value reaches to the file's end; the later a leaf is in the file, the earlier its
 * key. Whoever believes every leaf reads 128 GiB.
 */
class OverlappingPagesTest {
    private static final int PAGE = 1024;
    private static final int LEAVES = 16_000;
    private static final int ROOT = 2;
    private static final int KEY = 4;
    /** After the metas and the branch that leads to all leaves. */
    private static final int FIRST_LEAF = ROOT + (PageHeader.SIZE + LEAVES * (Elements.SIZE + KEY) + PAGE - 1) / PAGE;

    private static final int PAGES = FIRST_LEAF + LEAVES;
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final ValueLayout.OfInt BIG_ENDIAN = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final Database database = database();

    private static Database database() {
        MemorySegment file = MemorySegment.ofArray(new byte[PAGES * PAGE]);
        for (int id = 0; id < 2; id++) {
            MemorySegment page = file.asSlice((long) id * PAGE);
            header(page, id, PageHeader.META, 0, 0);
            page.set(PageHeader.INT, 16, 0xED0CDAED);
            page.set(PageHeader.INT, 20, 2);
            page.set(PageHeader.INT, 24, PAGE);
            page.set(PageHeader.LONG, 32, ROOT);
            page.set(PageHeader.LONG, 48, -1);
            page.set(PageHeader.LONG, 56, PAGES);
            page.set(PageHeader.LONG, 72, MetaPage.checksum(page));
        }
        MemorySegment root = file.asSlice((long) ROOT * PAGE);
        header(root, ROOT, PageHeader.BRANCH, LEAVES, FIRST_LEAF - ROOT - 1);
        for (int i = 0; i < LEAVES; i++) {
            long element = PageHeader.SIZE + (long) i * Elements.SIZE;
            long key = PageHeader.SIZE + (long) LEAVES * Elements.SIZE + (long) i * KEY;
            int id = PAGES - 1 - i;
            root.set(PageHeader.INT, element, (int) (key - element));
            root.set(PageHeader.INT, element + 4, KEY);
            root.set(PageHeader.LONG, element + 8, id);
            root.set(BIG_ENDIAN, key, i);

            MemorySegment leaf = file.asSlice((long) id * PAGE);
            header(leaf, id, PageHeader.LEAF, 1, i);
            leaf.set(PageHeader.INT, 20, Elements.SIZE);
            leaf.set(PageHeader.INT, 24, KEY);
            leaf.set(PageHeader.INT, 28, (i + 1) * PAGE - PageHeader.SIZE - Elements.SIZE - KEY);
            leaf.set(BIG_ENDIAN, 32, i);
        }
        try {
            return Database.open(PageSource.of(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void header(MemorySegment page, long id, int flags, int count, int overflow) {
        page.set(PageHeader.LONG, 0, id);
        page.set(PageHeader.INT, 8, flags | count << 16);
        page.set(PageHeader.INT, 12, overflow);
    }

    @Test
    void theCheckShowsNoMorePagesThanTheFileHas() {
        AtomicLong shown = new AtomicLong();
        CRC32C hash = new CRC32C();

        StructureReport report = assertTimeout(
                SOON,
                () -> StructureCheck.run(database, new StructureVisitor() {
                    @Override
                    public void bucket(int depth, MemorySegment name) {}

                    @Override
                    public void leaf(int depth, LeafPage leaf) {
                        shown.addAndGet(leaf.span());
                        hash.update(leaf.entries(0, leaf.count() - 1).asByteBuffer());
                    }
                }));

        assertThat(shown.get()).isBetween(1L, (long) PAGES);
        assertThat(report.sound()).isFalse();
        assertThat(report.found()).isEqualTo(LEAVES - 1);
        assertThat(report.findings())
                .hasSize(StructureCheck.MOST_FINDINGS)
                .allMatch(Finding.UsedTwice.class::isInstance)
                .startsWith(new Finding.UsedTwice(PAGES - 1, "page " + (PAGES - 2)));
    }

    @Test
    void aWalkEndsWhereItsPagesAreMoreThanTheFileHas() {
        for (boolean forward : new boolean[] {true, false}) {
            AtomicLong read = new AtomicLong();
            assertThatExceptionOfType(BboltException.class)
                    .isThrownBy(() -> {
                        Cursor cursor = database.root().cursor();
                        boolean there = forward ? cursor.first() : cursor.last();
                        while (there) {
                            read.addAndGet(cursor.value().byteSize());
                            there = forward ? cursor.next() : cursor.previous();
                        }
                    })
                    .withMessageMatching("page \\d+: with it the tree has more pages than the file's " + PAGES
                            + ": some lie in others");
            assertThat(read.get()).isBetween(1L, (long) PAGES * PAGE);
        }
    }

    @Test
    void whoGoesToAndFroReadsTheSamePagesAsOftenAsHeLikes() throws IOException {
        Database sound = BboltFiles.open(BboltFiles.bytes("1.4.3-page-1k"));
        Cursor cursor = sound.root()
                .bucket("numbers".getBytes(StandardCharsets.US_ASCII))
                .orElseThrow()
                .cursor();
        assertThat(cursor.first()).isTrue();
        String leaf = page(cursor);
        while (page(cursor).equals(leaf)) {
            assertThat(cursor.next()).isTrue();
        }
        for (long i = 0; i < 2 * sound.meta().highWater(); i++) {
            assertThat(cursor.previous()).isTrue();
            assertThat(page(cursor)).isEqualTo(leaf);
            assertThat(cursor.next()).isTrue();
            assertThat(page(cursor)).isNotEqualTo(leaf);
        }
    }

    private static String page(Cursor cursor) {
        return cursor.place().split(",")[0];
    }
}
