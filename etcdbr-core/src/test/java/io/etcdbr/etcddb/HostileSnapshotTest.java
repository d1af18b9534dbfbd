package io.etcdbr.etcddb;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.bbolt.Database;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class HostileSnapshotTest {
    private static final List<GoldenSnapshot> ONLINE = GoldenSnapshot.online().toList();
    private static final List<GoldenSnapshot> ALL = GoldenSnapshot.all().toList();

    @Property(tries = 300)
    void anyChangedByteOfASnapshotIsFound(
            @ForAll("online") GoldenSnapshot golden,
            @ForAll @IntRange(min = 0) int offset,
            @ForAll @IntRange(min = 1, max = 255) int change)
            throws IOException {
        byte[] bytes = golden.file().clone();
        bytes[offset % bytes.length] ^= (byte) change;

        assertThat(SnapshotCheck.run(SnapshotCheckTest.source(bytes), Watch.NONE)
                        .sound())
                .isFalse();
    }

    @Property(tries = 500)
    void changedBytesWithoutADigestEndInFindingsOrAStatus(
            @ForAll("all") GoldenSnapshot golden, @ForAll("changes") List<Integer> offsets, @ForAll byte value)
            throws IOException {
        byte[] bytes = golden.file().clone();
        for (int offset : offsets) {
            bytes[Math.floorMod(offset, bytes.length)] = value;
        }

        SnapshotReport report = SnapshotCheck.run(SnapshotCheckTest.source(bytes), Watch.NONE);
        assertThat(report.findings())
                .allSatisfy(finding -> assertThat(finding.sentence()).isNotBlank());
        assertThat(report.status().isPresent() || !report.sound()).isTrue();
        try {
            EtcdDatabase etcd = new EtcdDatabase(Database.open(SnapshotCheckTest.source(bytes)));
            etcd.members();
            etcd.removedMembers();
            etcd.alarms();
            etcd.leases();
            etcd.users();
            etcd.roles();
            etcd.authEnabled();
            etcd.confState();
            etcd.downgradeTarget();
            etcd.storageVersion();
            etcd.finishedCompaction();
            new Keys(etcd).newest(KeyFilter.all(), live -> live.value().byteSize());
        } catch (IOException located) {
            assertThat(located).hasMessageContaining(" ");
        }
    }

    @Property(tries = 2000)
    void anyBytesAreAMessageOrMalformed(@ForAll @Size(max = 60) byte[] bytes) {
        MemorySegment message = MemorySegment.ofArray(bytes);
        try {
            KeyValue value = KeyValue.of(message);
            assertThat(value.key().byteSize() + value.value().byteSize()).isLessThanOrEqualTo(bytes.length);
            Lease.of(message);
            Alarm.of(message);
            User.of(message);
        } catch (EtcdDataException e) {
            assertThat(e).hasMessageStartingWith("malformed protobuf at byte");
        }
    }

    @Property(tries = 500)
    void anyTextIsAMemberOrRefused(@ForAll String text) {
        try {
            Json.of(text).member();
        } catch (EtcdDataException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Provide
    static Arbitrary<GoldenSnapshot> online() {
        return Arbitraries.of(ONLINE);
    }

    @Provide
    static Arbitrary<GoldenSnapshot> all() {
        return Arbitraries.of(ALL);
    }

    @Provide
    static Arbitrary<List<Integer>> changes() {
        Arbitrary<Integer> headers = Arbitraries.integers()
                .between(0, 50)
                .flatMap(page -> Arbitraries.integers().between(0, 200).map(offset -> page * 4096 + offset));
        return Arbitraries.oneOf(headers, Arbitraries.integers())
                .list()
                .ofMinSize(1)
                .ofMaxSize(3);
    }
}
