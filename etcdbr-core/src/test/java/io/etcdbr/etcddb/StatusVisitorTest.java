package io.etcdbr.etcddb;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.bbolt.Database;
import io.etcdbr.bbolt.StructureCheck;
import io.etcdbr.testing.BboltWriter;
import io.etcdbr.testing.EtcdFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Entries are read on the heap if they fit into a piece, and off it if not: what is seen must not depend on that. */
class StatusVisitorTest {
    private static final int[] PIECES = {1, 17, 18, 60, 200, 4096, 1 << 20};

    private record Seen(SnapshotStatus status, List<SnapshotFinding> findings, long found) {}

    static Stream<GoldenSnapshot> golden() {
        return GoldenSnapshot.all();
    }

    @ParameterizedTest
    @MethodSource("golden")
    void aGoodSnapshotLooksTheSameInPiecesOfAnySize(GoldenSnapshot golden) throws IOException {
        Seen whole = seen(golden.file(), PIECES[PIECES.length - 1]);
        assertThat(whole.status().lineBefore36()).isEqualTo(golden.said("3.5.16 line"));

        for (int piece : PIECES) {
            assertThat(seen(golden.file(), piece))
                    .as("pieces of %d bytes", piece)
                    .isEqualTo(whole);
        }
    }

    @Test
    void aDamagedOneDoesToo() throws IOException {
        Random random = new Random(1);
        int wrong = 0;
        for (GoldenSnapshot golden : GoldenSnapshot.all().toList()) {
            for (int i = 0; i < 20; i++) {
                byte[] bytes = golden.file().clone();
                for (int changes = random.nextInt(1, 50); changes > 0; changes--) {
                    bytes[random.nextInt(2 * 4096, bytes.length)] = (byte) random.nextInt();
                }
                Seen whole = seen(bytes, PIECES[PIECES.length - 1]);
                wrong += whole.found() > 0 ? 1 : 0;

                for (int piece : PIECES) {
                    assertThat(seen(bytes, piece))
                            .as("%s, try %d, pieces of %d bytes", golden, i, piece)
                            .isEqualTo(whole);
                }
            }
        }
        assertThat(wrong).as("files with wrong entries").isGreaterThan(50);
    }

    @Test
    void aKeyIsTheSameInASmallEntryAndInALargeOne() throws IOException {
        byte[] bytes = new EtcdFile()
                .put("a", new byte[10])
                .put("a", new byte[100_000])
                .put("b", new byte[100_000])
                .put("b", new byte[10])
                .put("c", new byte[100_000])
                .delete("c")
                .put("d", new byte[1 << 16])
                .bytes();

        SnapshotReport report = SnapshotCheck.run(SnapshotCheckTest.source(bytes), Watch.NONE);
        assertThat(report.findings()).isEmpty();
        assertThat(report.status().orElseThrow().totalKeys()).isEqualTo(3);
        assertThat(report.status().orElseThrow().revision()).isEqualTo(8);
    }

    @Test
    void whatIsWrongIsSaidInTheOrderOfTheEntriesWhateverTheirSize() throws IOException {
        BboltWriter file = new BboltWriter().bucket("meta");
        for (int i = 0; i < 9; i++) {
            file.put("key", EtcdDatabase.ascii("no revision " + i), new byte[i % 3 == 1 ? 100_000 : 10]);
        }

        Seen seen = seen(file.bytes(), 1 << 16);
        assertThat(seen.findings())
                .extracting(SnapshotFinding::sentence)
                .hasSize(9)
                .allMatch(sentence -> sentence.endsWith("a revision of 13 bytes, expected 17 or 18"));
        assertThat(seen).isEqualTo(seen(file.bytes(), 1));
    }

    private static Seen seen(byte[] bytes, int piece) throws IOException {
        Database database = Database.open(SnapshotCheckTest.source(bytes));
        try (StatusVisitor visitor = new StatusVisitor(Watch.NONE, 4096, piece)) {
            StructureCheck.run(database, visitor);
            visitor.end();
            return new Seen(
                    visitor.status(database.meta().databaseSize(), Optional.empty()),
                    visitor.findings(),
                    visitor.found());
        }
    }
}
