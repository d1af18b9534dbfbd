package io.etcdbr.etcddb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.gson.JsonObject;
import io.etcdbr.bbolt.Finding;
import io.etcdbr.bbolt.PageSource;
import io.etcdbr.testing.BboltWriter;
import io.etcdbr.testing.EtcdFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SnapshotCheckTest {
    private static final GoldenSnapshot GOLDEN = GoldenSnapshot.of("3.5.16-lived");

    static Stream<GoldenSnapshot> all() {
        return GoldenSnapshot.all();
    }

    static Stream<GoldenSnapshot> online() {
        return GoldenSnapshot.online();
    }

    @ParameterizedTest
    @MethodSource("all")
    void theStatusIsWhatTheOfficialToolsPrint(GoldenSnapshot golden) throws IOException {
        SnapshotReport report = SnapshotCheck.run(golden.source(), Watch.NONE);

        assertThat(report.sound()).isTrue();
        SnapshotStatus status = report.status().orElseThrow();
        assertThat(status.line()).isEqualTo(golden.said("3.6.14 line"));
        assertThat(status.lineBefore36()).isEqualTo(golden.said("3.5.16 line")).isEqualTo(golden.said("3.4.23 line"));
        JsonObject json = golden.saidJson("3.6.14 json");
        assertThat(Integer.toUnsignedLong(status.hash()))
                .isEqualTo(json.get("hash").getAsLong());
        assertThat(status.revision()).isEqualTo(json.get("revision").getAsLong());
        assertThat(status.totalKeys()).isEqualTo(json.get("totalKey").getAsLong());
        assertThat(status.totalSize()).isEqualTo(json.get("totalSize").getAsLong());
        assertThat(status.totalEntries())
                .isEqualTo(golden.saidJson("3.4.23 json").get("totalKey").getAsLong());
    }

    @ParameterizedTest
    @MethodSource("all")
    void nothingIsSaidButOfTheAlarm(GoldenSnapshot golden) throws IOException {
        assertThat(SnapshotCheck.run(golden.source(), Watch.NONE).findings())
                .hasSize(golden.name().endsWith("-alarm") ? 1 : 0)
                .allMatch(finding -> finding instanceof SnapshotFinding.RaisedAlarm raised
                        && raised.sentence().startsWith("alarm NOSPACE of member b5179d13d0285315 is raised: "));
    }

    @ParameterizedTest
    @MethodSource("all")
    void theStateIsThatOfTheDatabaseAndItsBucketsHoldAllEntries(GoldenSnapshot golden) throws IOException {
        SnapshotReport report = SnapshotCheck.run(golden.source(), Watch.NONE);
        EtcdState state = report.state().orElseThrow();
        EtcdDatabase etcd = golden.etcd();

        assertThat(state.members()).isEqualTo(etcd.members());
        assertThat(state.alarms()).isEqualTo(etcd.alarms());
        assertThat(state.clusterVersion()).isEqualTo(etcd.clusterVersion());
        assertThat(state.compactedRevision()).isEqualTo(etcd.finishedCompaction());
        assertThat(state.compactingRevision().isPresent())
                .isEqualTo(golden.name().endsWith("-bumped"));
        assertThat(state.buckets()).extracting(EtcdState.BucketSize::name).isEqualTo(etcd.buckets());
        assertThat(state.buckets().stream()
                        .mapToLong(EtcdState.BucketSize::entries)
                        .sum())
                .isEqualTo(report.status().orElseThrow().totalEntries());
    }

    @ParameterizedTest
    @MethodSource("online")
    void aSnapshotHasItsDigestAndWithoutItTheSameStatus(GoldenSnapshot golden) throws IOException {
        byte[] without = Arrays.copyOf(golden.file(), golden.file().length - 32);

        SnapshotReport with = SnapshotCheck.run(golden.source(), Watch.NONE);
        SnapshotReport report = SnapshotCheck.run(source(without), Watch.NONE);
        assertThat(with.digest()).isTrue();
        assertThat(report.digest()).isFalse();
        assertThat(report.status()).isEqualTo(with.status());
        assertThat(report.sound()).isTrue();
    }

    @Test
    void aWrongDigestIsFoundUnlessItWasComparedBefore() throws IOException {
        byte[] bytes = GoldenSnapshot.of("3.5.16-lived").file().clone();
        bytes[bytes.length - 1] ^= 1;

        SnapshotReport report = SnapshotCheck.run(source(bytes), Watch.NONE);
        assertThat(report.findings()).singleElement().isInstanceOf(SnapshotFinding.WrongDigest.class);
        assertThat(report.sound()).isFalse();
        assertThat(report.status()).isPresent();
        assertThat(SnapshotCheck.runWithoutDigest(source(bytes), Watch.NONE).findings())
                .isEmpty();
    }

    @Test
    void aFileCutOffBetweenPagesHasNoStatus() throws IOException {
        byte[] whole = GoldenSnapshot.of("3.6.14-lived").file();
        for (int size = 4096 * 2; size < whole.length - 32; size += 4096) {
            SnapshotReport report = SnapshotCheck.run(source(Arrays.copyOf(whole, size)), Watch.NONE);
            assertThat(report.sound()).isFalse();
            assertThat(report.status()).isEmpty();
            assertThat(report.findings())
                    .contains(new SnapshotFinding.Structure(new Finding.Truncated(whole.length - 32, size)));
        }
    }

    @Test
    void aFileCutOffWithinADigestOrSectorHasAnOddSize() throws IOException {
        byte[] whole = GoldenSnapshot.of("3.6.14-lived").file();
        for (int missing : new int[] {1, 31, 33, 511}) {
            int size = whole.length - missing;
            assertThat(SnapshotCheck.run(source(Arrays.copyOf(whole, size)), Watch.NONE)
                            .findings())
                    .contains(new SnapshotFinding.OddSize(size));
        }
    }

    @Test
    void whatIsNoDatabaseIsSaidToBeNone() throws IOException {
        for (int size : new int[] {0, 1, 32, 79, 512, 4096, 10_000}) {
            SnapshotReport report = SnapshotCheck.run(source(new byte[size]), Watch.NONE);
            assertThat(report.sound()).isFalse();
            assertThat(report.findings())
                    .anySatisfy(finding -> assertThat(finding.sentence()).startsWith("not a bbolt file"));
        }
    }

    @Test
    void aBboltFileWithoutEtcdsBucketsIsNamed() throws IOException {
        byte[] bytes = GoldenSnapshot.of("3.6.14-stopped").file();
        replaceAll(bytes, "meta", "mtea");
        assertThat(SnapshotCheck.run(source(bytes), Watch.NONE).findings())
                .contains(new SnapshotFinding.MissingBucket("meta"));
    }

    @Test
    void aDowngradeAnAlarmAndAMissingStorageVersionAreWarnings() throws IOException {
        byte[] bytes = GoldenSnapshot.of("3.6.14-stopped").file();
        replaceAll(bytes, "storageVersion", "storageVersiom");
        SnapshotReport report = SnapshotCheck.run(source(bytes), Watch.NONE);
        assertThat(report.findings()).containsExactly(new SnapshotFinding.NoStorageVersion("3.6.0"));
        assertThat(report.sound()).isTrue();

        byte[] made = new EtcdFile()
                .put("a", "b")
                .member(0x1f, "cp1", "10.0.0.1")
                .versions("3.6.0", "3.6.0")
                .alarm(0x1f, 2)
                .downgrade("3.5.0")
                .bytes();
        SnapshotReport second = SnapshotCheck.run(source(made), Watch.NONE);
        assertThat(second.findings())
                .extracting(SnapshotFinding::sentence)
                .containsExactly(
                        "alarm CORRUPT of member 000000000000001f is raised: etcd found that its members do not hold the same"
                                + " data; compare with a backup of another member",
                        "a downgrade to etcd 3.5.0 was under way: restore it with the etcdutl of the version that the"
                                + " cluster is to have");
        assertThat(second.findings()).allMatch(SnapshotFinding::harmless);
        assertThat(second.sound()).isTrue();
    }

    @Test
    void whatIsWrongWithMoreEntriesThanAreNamedIsCounted() throws IOException {
        BboltWriter file = new BboltWriter().bucket("meta");
        for (int i = 0; i < 1_234; i++) {
            file.put("key", EtcdDatabase.ascii("no revision %04d".formatted(i)), new byte[0]);
        }

        SnapshotReport report = SnapshotCheck.run(source(file.bytes()), Watch.NONE);
        assertThat(report.sound()).isFalse();
        assertThat(report.findings()).hasSize(1_001).endsWith(new SnapshotFinding.More(234));
        assertThat(report.findings())
                .filteredOn(SnapshotFinding.Malformed.class::isInstance)
                .hasSize(StatusVisitor.MOST_FINDINGS)
                .allMatch(finding -> finding.sentence().startsWith("bucket key, page "));
        assertThat(report.findings().getLast().sentence()).isEqualTo("234 more findings");
    }

    @Test
    void aSmallBucketThatCannotBeUnderstoodIsDamage() throws IOException {
        for (String[] change :
                new String[][] {{"\"peerURLs\":[\"", "\"peerURLs\":{\""}, {"clusterVersion3.6.0", "clusterVersion3x6.0"}
                }) {
            byte[] bytes = GoldenSnapshot.of("3.6.14-stopped").file();
            replaceAll(bytes, change[0], change[1]);
            SnapshotReport report = SnapshotCheck.run(source(bytes), Watch.NONE);
            assertThat(report.sound()).isFalse();
            assertThat(report.findings())
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.sentence()).startsWith("bucket "));
        }
    }

    @Test
    void aReadFailureOfTheSourceIsNoFindingButAFailure() {
        PageSource failing = new PageSource() {
            @Override
            public long size() {
                return 4096 * 10 + 32;
            }

            @Override
            public MemorySegment read(long offset, long length) throws IOException {
                throw new IOException("the disk");
            }

            @Override
            public void close() {}
        };
        assertThat(catchThrowable(() -> SnapshotCheck.run(failing, Watch.NONE)))
                .isInstanceOf(IOException.class)
                .hasMessage("the disk");
    }

    @Test
    void aMappedFileThatCannotBeReadFurtherIsAFailureWhereverItIsRead() {
        for (long from : new long[] {0, 8192, GOLDEN.file().length - 32}) {
            PageSource shortened = new PageSource() {
                @Override
                public long size() {
                    return GOLDEN.file().length;
                }

                @Override
                public MemorySegment read(long offset, long length) {
                    if (offset + length > from) {
                        throw new InternalError("a fault occurred in an unsafe memory access operation");
                    }
                    return MemorySegment.ofArray(GOLDEN.file()).asSlice(offset, length);
                }

                @Override
                public void close() {}
            };
            assertThat(catchThrowable(() -> SnapshotCheck.run(shortened, Watch.NONE)))
                    .as("from byte %d on", from)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("its disk failed to read a part of it, or somebody shortened it meanwhile")
                    .hasCauseInstanceOf(InternalError.class);
        }
    }

    @Test
    void whoWatchesSeesEveryByteAndMayEndIt() throws IOException {
        GoldenSnapshot golden = GoldenSnapshot.of("3.5.16-lived");
        AtomicLong seen = new AtomicLong();
        SnapshotCheck.run(golden.source(), seen::addAndGet);
        assertThat(seen.get()).isGreaterThanOrEqualTo(golden.file().length - 32);

        IOException enough = new IOException("enough");
        assertThat(catchThrowable(() -> SnapshotCheck.run(golden.source(), bytes -> {
                    throw enough;
                })))
                .isSameAs(enough);
    }

    @Test
    void sizesReadAsGoPrintsThem() {
        assertThat(Stream.of(0L, 9L, 10L, 999L, 1000L, 9_949L, 9_950L, 9_999L, 20_480L, 999_949L, 1_218_445_312L)
                        .map(size -> new SnapshotStatus(0, 0, 0, 0, size, Optional.empty()).lineBefore36()))
                .containsExactly(
                        "0, 0, 0, 0 B",
                        "0, 0, 0, 9 B",
                        "0, 0, 0, 10 B",
                        "0, 0, 0, 999 B",
                        "0, 0, 0, 1.0 kB",
                        "0, 0, 0, 9.9 kB",
                        "0, 0, 0, 10 kB",
                        "0, 0, 0, 10 kB",
                        "0, 0, 0, 20 kB",
                        "0, 0, 0, 1000 kB",
                        "0, 0, 0, 1.2 GB");
    }

    static PageSource source(byte[] bytes) {
        return PageSource.of(MemorySegment.ofArray(bytes));
    }

    private static void replaceAll(byte[] bytes, String from, String to) {
        byte[] search = EtcdDatabase.ascii(from);
        for (int i = 0; i + search.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + search.length, search, 0, search.length)) {
                System.arraycopy(EtcdDatabase.ascii(to), 0, bytes, i, search.length);
            }
        }
    }
}
