package io.etcdbr.bbolt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetaPageTest {

    @ParameterizedTest
    @ValueSource(strings = {"page-1k", "page-4k", "page-16k", "page-64k"})
    void withoutMetaZeroThePageSizeIsFoundByMetaOne(String content) throws IOException {
        Spoiled file = new Spoiled("1.4.3-" + content);
        file.page(0).fill((byte) 0);

        Database database = file.database();
        assertThat(database.meta().pageSize()).isEqualTo(file.meta().pageSize());
        assertThat(database.metaProblems()).hasSize(1);
        assertThat(file.check().findings()).anyMatch(Finding.InvalidMeta.class::isInstance);
    }

    @Test
    void theNewerOfTwoValidPagesCounts() throws IOException {
        Spoiled file = new Spoiled("1.4.3-page-4k");
        for (int newer = 0; newer < 2; newer++) {
            for (int id = 0; id < 2; id++) {
                file.page(id).set(PageHeader.LONG, 64, id == newer ? -1 : 5);
                file.page(id).set(PageHeader.LONG, 72, MetaPage.checksum(file.page(id)));
            }
            assertThat(file.database().meta().transaction()).as("unsigned").isEqualTo(-1);
        }
    }

    @Test
    void aFieldThatChangedMakesItsPageInvalidAndTheOtherOneCounts() throws IOException {
        for (int offset = 16; offset < MetaPage.SIZE; offset++) {
            for (int id = 0; id < 2; id++) {
                Spoiled file = new Spoiled("1.4.3-page-4k");
                flip(file, id, offset);

                assertThat(file.database().metaProblems()).as("byte %d", offset).hasSize(1);
                assertThat(file.database().metaProblems().getFirst()).hasMessageStartingWith("meta page " + id);
            }
        }
    }

    @Test
    void aWrongHeaderIsReportedButDoesNotMakeTheOlderPageCount() throws IOException {
        for (int offset : new int[] {0, 7, 8}) {
            Spoiled file = new Spoiled("1.4.3-page-4k");
            long newest = file.meta().transaction();
            flip(file, (int) (newest % 2), offset);

            assertThat(file.database().meta().transaction()).isEqualTo(newest);
            assertThat(file.database().metaProblems()).hasSize(1);
        }
    }

    @Test
    void withoutAnyValidMetaPageTheFileIsRefusedWithBothReasons() throws IOException {
        Spoiled file = new Spoiled("1.4.3-page-4k");
        flip(file, 0, 16);
        flip(file, 1, 40);

        assertThatExceptionOfType(BboltException.class)
                .isThrownBy(file::database)
                .withMessageStartingWith("not a bbolt file: meta page 0: magic number")
                .withMessageContaining("meta page 1");
    }

    @Test
    void impossibleNumbersUnderAGoodChecksumAreRefused() throws IOException {
        Spoiled good = new Spoiled("1.4.3-page-4k");
        long highWater = good.meta().highWater();
        record Wrong(long offset, long value, String message) {}
        for (Wrong wrong : List.of(
                new Wrong(32, highWater, "root page " + highWater),
                new Wrong(32, 1, "root page 1 "),
                new Wrong(32, -7, "root page 18446744073709551609"),
                new Wrong(48, highWater, "freelist page"),
                new Wrong(48, 0, "freelist page 0"),
                new Wrong(56, 2, "high water mark 2"),
                new Wrong(56, 1L << 60, "high water mark"),
                new Wrong(56, -1, "high water mark 18446744073709551615"),
                new Wrong(24, 4097, "page size 4097"),
                new Wrong(24, 512, "page size 512"),
                new Wrong(24, 0, "page size 0"),
                new Wrong(24, 0x8000_0000L, "page size 2147483648"))) {
            Spoiled file = new Spoiled("1.4.3-page-4k");
            file.meta(wrong.offset(), wrong.value());
            assertThatExceptionOfType(BboltException.class)
                    .isThrownBy(file::database)
                    .withMessageContaining(wrong.message());
        }
    }

    @Test
    void aFileOfABigEndianMachineIsNamedAsSuch() throws IOException {
        Spoiled file = new Spoiled("1.4.3-page-4k");
        file.page(0).set(PageHeader.INT, 16, Integer.reverseBytes(0xED0CDAED));
        flip(file, 1, 16);

        assertThatExceptionOfType(BboltException.class)
                .isThrownBy(file::database)
                .withMessageContaining("big-endian");
    }

    @Test
    void aFileCutOffAnywhereIsTruncatedAndNeverReadWrongly() throws IOException {
        byte[] whole = BboltFiles.bytes("1.3.3-page-1k");
        Meta meta = BboltFiles.open(whole).meta();
        List<String> all = Walk.of(BboltFiles.open(whole));
        for (long page = 0; page < meta.highWater(); page++) {
            for (int rest : new int[] {0, 1, 79, meta.pageSize() - 1}) {
                byte[] cut = Arrays.copyOf(whole, Math.toIntExact(page * meta.pageSize() + rest));
                if (cut.length < MetaPage.SIZE) {
                    assertThatExceptionOfType(BboltException.class).isThrownBy(() -> BboltFiles.open(cut));
                    continue;
                }
                StructureReport report = StructureCheck.run(BboltFiles.open(cut), StructureVisitor.NONE);
                assertThat(report.findings()).contains(new Finding.Truncated(meta.databaseSize(), cut.length));
                assertThat(report.sound()).isFalse();
                try {
                    assertThat(Walk.of(BboltFiles.open(cut))).isEqualTo(all);
                } catch (BboltException e) {
                    assertThat(e).hasMessageContaining("the file");
                }
            }
        }
    }

    @Test
    void whatFollowsTheDatabaseIsNotLookedAt() throws IOException {
        byte[] whole = BboltFiles.bytes("1.3.3-page-4k");
        byte[] longer = Arrays.copyOf(whole, whole.length + 32);
        Arrays.fill(longer, whole.length, longer.length, (byte) 0xee);

        assertThat(Walk.of(BboltFiles.open(longer))).isEqualTo(Walk.of(BboltFiles.open(whole)));
    }

    private static void flip(Spoiled file, int page, int offset) {
        byte old = file.page(page).get(ValueLayout.JAVA_BYTE, offset);
        file.page(page).set(ValueLayout.JAVA_BYTE, offset, (byte) (old ^ 0x10));
    }
}
