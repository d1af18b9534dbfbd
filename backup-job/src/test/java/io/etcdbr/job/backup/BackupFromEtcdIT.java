package io.etcdbr.job.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.etcd.jetcd.api.AlarmRequest;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.catalog.BackupQuery;
import io.etcdbr.catalog.Selector;
import io.etcdbr.config.EtcdSettings;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.format.ClusterName;
import io.etcdbr.format.Compression;
import io.etcdbr.format.Manifest;
import io.etcdbr.format.MemberId;
import io.etcdbr.format.Tool;
import io.etcdbr.job.etcd.ClusterState;
import io.etcdbr.job.etcd.EtcdSource;
import io.etcdbr.job.etcd.EtcdSources;
import io.etcdbr.job.etcd.MemberKeys;
import io.etcdbr.job.etcd.MemberState;
import io.etcdbr.job.etcd.SnapshotStream;
import io.etcdbr.pipeline.AgeIdentities;
import io.etcdbr.pipeline.Decoder;
import io.etcdbr.pipeline.Encoding;
import io.etcdbr.pipeline.SnapshotDigest;
import io.etcdbr.progress.Progress;
import io.etcdbr.snapshot.Access;
import io.etcdbr.snapshot.OpenSnapshot;
import io.etcdbr.snapshot.SnapshotOpener;
import io.etcdbr.storage.StoreLocation;
import io.etcdbr.testing.EtcdCluster;
import io.etcdbr.testing.EtcdProgram;
import io.etcdbr.testing.FaultProxy;
import io.etcdbr.testing.FaultProxy.Direction;
import io.etcdbr.testing.FaultProxy.Ending;
import io.etcdbr.testing.MemoryStore;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(600)
class BackupFromEtcdIT {
    @TempDir
    private Path folder;

    private final MemoryStore store = new MemoryStore();

    static List<EtcdProgram> versions() {
        return EtcdProgram.all();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void theStoredBackupOfThreeMembersIsWhatEtcdsToolAccepts(EtcdProgram program) throws Exception {
        try (EtcdCluster etcd = EtcdCluster.start(program, 3, Optional.empty());
                EtcdSource source = EtcdSources.open(settings(etcd.endpoint(0)))) {
            etcd.fill(3);
            ClusterState cluster = lookOnceAllHaveAll(source);
            Manifest manifest = run(source).manifest();
            assertThat(manifest.source().leader()).isFalse();
            assertThat(manifest.source().etcdVersion()).isEqualTo(program.version());
            assertThat(manifest.members()).hasSize(3);
            assertThat(manifest.cluster().etcdClusterId()).isEqualTo(cluster.id());
            assertThat(etcd.snapshotStatus(stored(manifest))).contains("\"revision\":" + manifest.revision() + ",");
            assertThat(manifest.revisionAtMost()).isEqualTo(manifest.revision());
            assertThat(sizeOfValue("/big/1")).as("found by the key index").hasValue(1 << 20);
            assertThat(sizeOfValue("/big/9")).isEmpty();
        }
    }

    /** Writes are answered before the last member has them. */
    private static ClusterState lookOnceAllHaveAll(EtcdSource source) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (true) {
            ClusterState cluster = source.look();
            List<Long> revisions = cluster.members().stream()
                    .filter(MemberState.Reachable.class::isInstance)
                    .map(member -> ((MemberState.Reachable) member).revision())
                    .toList();
            boolean alike = revisions.size() == cluster.members().size()
                    && revisions.stream().distinct().count() == 1;
            if (alike || System.nanoTime() - end > 0) {
                return cluster;
            }
            Thread.sleep(100);
        }
    }

    /** Looked up without a place to decode the whole backup to. */
    private OptionalLong sizeOfValue(String key) throws IOException {
        BackupQuery latest = new BackupQuery(Optional.empty(), Optional.empty(), new Selector.Latest());
        try (OpenSnapshot snapshot = new SnapshotOpener(
                        folder.resolve("none"), AgeIdentities.none(), Progress.NONE, new Cancellation())
                .open(store, latest, Access.POINT)) {
            return snapshot.keys()
                    .find(key.getBytes(StandardCharsets.UTF_8))
                    .map(value -> OptionalLong.of(value.value().byteSize()))
                    .orElseGet(OptionalLong::empty);
        }
    }

    @Test
    void aMemberKilledInTheMiddleIsFollowedByTheNextAndLeavesNothing() throws Exception {
        try (EtcdCluster etcd = EtcdCluster.start(EtcdProgram.any(), 3, Optional.empty());
                EtcdSource source = EtcdSources.open(settings(etcd.endpoint(0), etcd.endpoint(1), etcd.endpoint(2)))) {
            etcd.fill(40);
            Hooked hooked = new Hooked(source, 200_000, member -> etcd.kill(etcd.indexOf(member)));
            Manifest manifest = run(hooked).manifest();
            assertThat(hooked.opened).hasSize(2);
            assertThat(manifest.source().memberName()).isEqualTo(hooked.opened.get(1));
            assertThat(store.keys()).hasSize(3);
            assertThat(etcd.snapshotStatus(stored(manifest))).contains("\"revision\":");
        }
    }

    @Test
    void aFrozenMemberIsFollowedByTheNext() throws Exception {
        Duration idle = Duration.ofSeconds(10);
        try (EtcdCluster etcd = EtcdCluster.start(EtcdProgram.any(), 3, Optional.empty());
                EtcdSource source =
                        EtcdSources.open(settings(idle, etcd.endpoint(0), etcd.endpoint(1), etcd.endpoint(2)))) {
            etcd.fill(40);
            Hooked hooked = new Hooked(source, 200_000, member -> etcd.freeze(etcd.indexOf(member)));
            Manifest manifest = run(hooked).manifest();
            etcd.thaw(etcd.indexOf(hooked.opened.getFirst()));
            assertThat(manifest.source().memberName())
                    .isEqualTo(hooked.opened.get(1))
                    .isNotEqualTo(hooked.opened.getFirst());
        }
    }

    @Test
    void aConnectionThatIsAlwaysCutLeavesNoBackupAndTellsWhere() throws Exception {
        try (EtcdCluster etcd = EtcdCluster.start(EtcdProgram.any(), 1, Optional.empty());
                FaultProxy proxy = FaultProxy.to(etcd.port(0))) {
            etcd.fill(1);
            Random random = new Random(3);
            for (int i = 0; i < 6; i++) {
                try (EtcdSource source = EtcdSources.open(settings(URI.create("http://127.0.0.1:" + proxy.port())))) {
                    int after = 20_000 + random.nextInt(1_000_000);
                    proxy.cutEachAfter(Direction.DOWN, after, i % 2 == 0 ? Ending.RESET : Ending.CLOSE);
                    EtcdbrException failed = catchThrowableOfType(EtcdbrException.class, () -> run(source));
                    assertThat(failed.failure().code()).isEqualTo(ExitCode.SOURCE_UNREACHABLE);
                    assertThat(failed).hasMessageContaining("127.0.0.1:" + proxy.port());
                    assertThat(store.keys()).isEmpty();
                }
            }
            proxy.heal();
            try (EtcdSource source = EtcdSources.open(settings(URI.create("http://127.0.0.1:" + proxy.port())))) {
                run(source);
            }
            assertThat(store.keys()).hasSize(3);
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void aMemberWithACorruptAlarmIsRefused(EtcdProgram program) throws Exception {
        try (EtcdCluster etcd = EtcdCluster.start(program, 1, Optional.empty());
                EtcdSource source = EtcdSources.open(settings(etcd.endpoint(0)))) {
            MemberId member = source.look().members().getFirst().member().id();
            raiseCorrupt(etcd.endpoint(0), member);
            EtcdbrException failed = catchThrowableOfType(EtcdbrException.class, () -> run(source));
            assertThat(failed.failure().code()).isEqualTo(ExitCode.SOURCE_DAMAGED);
            assertThat(failed).hasMessageContaining("m1: it has a CORRUPT alarm");
            assertThat(store.keys()).isEmpty();
        }
    }

    /** What etcd's own check does when it finds a member to differ from the others. */
    private static void raiseCorrupt(URI endpoint, MemberId member) {
        ManagedChannel channel = NettyChannelBuilder.forAddress(endpoint.getHost(), endpoint.getPort())
                .usePlaintext()
                .build();
        int activate = 1;
        int corrupt = 2;
        MaintenanceGrpc.newBlockingStub(channel)
                .alarm(AlarmRequest.newBuilder()
                        .setActionValue(activate)
                        .setAlarmValue(corrupt)
                        .setMemberID(member.value())
                        .build());
        channel.shutdownNow();
    }

    private BackupResult run(EtcdSource source) {
        return new BackupRun(
                        source,
                        List.of(StoreLocation.parse("file:///memory")),
                        location -> store.reopen(),
                        new BackupOptions(
                                new ClusterName("prod"),
                                new Encoding(Compression.zstd(1, Encoding.DEFAULT_FRAME_SIZE), List.of()),
                                List.of(),
                                false,
                                Optional.empty(),
                                Optional.empty(),
                                new Tool("etcdbr-job", "test")),
                        Clock.systemUTC(),
                        Progress.NONE,
                        new Cancellation())
                .run();
    }

    private Path stored(Manifest manifest) throws IOException {
        byte[] stored = store.bytes(
                manifest.epoch().folder() + "/" + manifest.snapshot().object());
        try (Decoder plain = new Decoder(
                new ByteArrayInputStream(stored), manifest.snapshot(), new SnapshotDigest(), AgeIdentities.none())) {
            return Files.write(folder.resolve("stored.db"), plain.readAllBytes());
        }
    }

    private static EtcdSettings settings(URI... endpoints) {
        return settings(Duration.ofMinutes(1), endpoints);
    }

    private static EtcdSettings settings(Duration idle, URI... endpoints) {
        return new EtcdSettings(
                List.of(endpoints), Optional.empty(), Optional.empty(), Optional.empty(), Duration.ofMinutes(1), idle);
    }

    private interface Fault {
        void strike(String member) throws IOException, InterruptedException;
    }

    /** Lets a fault strike the first member that is read, once so many bytes of it were read. */
    private static final class Hooked implements EtcdSource {
        final List<String> opened = new ArrayList<>();
        private final EtcdSource etcd;
        private final int after;
        private final Fault fault;

        Hooked(EtcdSource etcd, int after, Fault fault) {
            this.etcd = etcd;
            this.after = after;
            this.fault = fault;
        }

        @Override
        public ClusterState look() {
            return etcd.look();
        }

        @Override
        public long revision(MemberState.Reachable member) {
            return etcd.revision(member);
        }

        @Override
        public SnapshotStream open(MemberState.Reachable member) {
            opened.add(member.member().name());
            SnapshotStream stream = etcd.open(member);
            return opened.size() > 1
                    ? stream
                    : new Struck(stream, member.member().name());
        }

        @Override
        public MemberKeys keys(MemberState.Reachable member) {
            return etcd.keys(member);
        }

        @Override
        public void close() {
            etcd.close();
        }

        private final class Struck extends SnapshotStream {
            private final SnapshotStream stream;
            private final String member;
            private long left = after;

            Struck(SnapshotStream stream, String member) {
                this.stream = stream;
                this.member = member;
            }

            @Override
            public long remaining() {
                return stream.remaining();
            }

            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                if (left <= 0 && left > Long.MIN_VALUE) {
                    left = Long.MIN_VALUE;
                    try {
                        fault.strike(member);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
                int count = stream.read(target, offset, length);
                left -= left > 0 ? count : 0;
                return count;
            }

            @Override
            public void close() {
                stream.close();
            }
        }
    }
}
