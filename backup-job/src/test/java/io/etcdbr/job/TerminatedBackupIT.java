package io.etcdbr.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.testing.EtcdCluster;
import io.etcdbr.testing.EtcdProgram;
import io.etcdbr.testing.FaultProxy;
import io.etcdbr.testing.FaultProxy.Direction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SIGTERM at any moment: the end comes soon, and nothing half done is left. */
@Timeout(600)
class TerminatedBackupIT {
    private static final String BY_FORCE = "by force";

    @TempDir
    private static Path shared;

    private static EtcdCluster etcd;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startEtcd() throws Exception {
        etcd = EtcdCluster.start(EtcdProgram.any(), 1, Optional.empty());
        etcd.fill(12);
    }

    @AfterAll
    static void stopEtcd() throws IOException {
        if (etcd != null) {
            etcd.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "s3", "sftp"})
    void atAnyMomentNothingUnfinishedStaysInTheStore(String kind) throws Exception {
        Random random = new Random(kind.hashCode());
        try (RealStore store = RealStore.start(kind, folder)) {
            List<String> backup = backup(etcd.endpoint(0).toString(), store.url());
            List<Integer> codes = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Duration more = Duration.ofMillis(i == 0 ? 0 : random.nextInt(kind.equals("file") ? 100 : 300));
                codes.add(tidied(
                                store,
                                () -> terminated(
                                        backup, store, () -> !store.unfinished().isEmpty(), more))
                        .code());
            }
            assertThat(codes).as("else no backup was under way any more").contains(143);
        }
    }

    @Test
    void whileEtcdIsSilentDuringTheLook() throws Exception {
        try (RealStore store = RealStore.start("file", folder);
                FaultProxy proxy = FaultProxy.to(etcd.port(0)).stallAfter(Direction.DOWN, 0)) {
            JobProcess job = terminated(
                    backup("http://127.0.0.1:" + proxy.port(), store.url()),
                    store,
                    () -> proxy.bytes(Direction.UP) > 0,
                    Duration.ofMillis(300));
            assertThat(store.unfinished()).as(job.err()).isEmpty();
            assertThat(job.code()).isEqualTo(143);
            assertThat(job.err()).doesNotContain(BY_FORCE);
        }
    }

    @Test
    void whileEtcdIsSilentInTheMiddleOfTheSnapshot() throws Exception {
        long some = 3_000_000;
        try (RealStore store = RealStore.start("s3", folder);
                FaultProxy proxy = FaultProxy.to(etcd.port(0))) {
            JobProcess job = tidied(store, () -> {
                long stalled = proxy.heal().bytes(Direction.DOWN) + some;
                proxy.stallAfter(Direction.DOWN, some);
                return terminated(
                        backup("http://127.0.0.1:" + proxy.port(), store.url()),
                        store,
                        () -> proxy.bytes(Direction.DOWN) >= stalled,
                        Duration.ofMillis(300));
            });
            assertThat(job.code()).isEqualTo(143);
            assertThat(job.err()).doesNotContain(BY_FORCE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3", "sftp"})
    void whileTheStoreHangsWhenItIsOpened(String kind) throws Exception {
        try (RealStore store = RealStore.start(kind, folder);
                FaultProxy proxy = FaultProxy.to(store.port()).stallAfter(Direction.DOWN, 0)) {
            JobProcess job = terminated(
                    backup(etcd.endpoint(0).toString(), store.url(proxy)),
                    store,
                    () -> proxy.connections() > 0,
                    Duration.ofMillis(500));
            assertThat(job.code()).isEqualTo(143);
            assertThat(store.unfinished()).as(job.err()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3", "sftp"})
    void whileTheStoreHangsInTheMiddle(String kind) throws Exception {
        long some = 2_000_000;
        try (RealStore store = RealStore.start(kind, folder);
                FaultProxy proxy = FaultProxy.to(store.port()).stallAfter(Direction.UP, some)) {
            try (JobProcess job =
                    JobProcess.start(folder, backup(etcd.endpoint(0).toString(), store.url(proxy)))) {
                job.await(() -> proxy.bytes(Direction.UP) >= some);
                end(job);
                assertThat(job.code()).as(job.err()).isEqualTo(143);
                assertThat(store.objects()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3", "sftp"})
    void whileTheSpoolIsUploaded(String kind) throws Exception {
        Path spool = Files.createDirectory(folder.resolve("spool"));
        try (RealStore store = RealStore.start(kind, folder);
                FaultProxy proxy = FaultProxy.to(store.port()).slow(1_000_000)) {
            List<String> line = new ArrayList<>(backup(etcd.endpoint(0).toString(), store.url(proxy)));
            line.add("--spool=" + spool);
            JobProcess job = tidied(store, () -> {
                long underWay = proxy.bytes(Direction.UP) + 1_000_000;
                return terminated(line, store, () -> proxy.bytes(Direction.UP) > underWay, Duration.ZERO);
            });
            assertThat(job.code()).isEqualTo(143);
            assertThat(store.objects()).isEmpty();
        }
        try (Stream<Path> left = Files.list(spool)) {
            assertThat(left).isEmpty();
        }
    }

    private static JobProcess tidied(RealStore store, Callable<JobProcess> termination) throws Exception {
        JobProcess job = termination.call();
        assertThat(store.unfinished()).as(job.err()).isEmpty();
        return job;
    }

    private JobProcess terminated(List<String> backup, RealStore store, BooleanSupplier moment, Duration more)
            throws Exception {
        try (JobProcess job = JobProcess.start(folder, backup)) {
            job.await(moment);
            job.live(more);
            end(job);
            int code = job.code();
            assertThat(code).as(job.err()).isIn(0, 143);
            if (code == 143) {
                assertThat(job.err()).contains("etcdbr-job: stopped by SIGTERM");
            }
            if (store.objects().stream().anyMatch(name -> name.contains("manifest"))) {
                Path identity = Files.writeString(folder.resolve("key.txt"), StoredBackups.SECRET + "\n");
                ProgramRun verify = ProgramRun.of(
                        "verify", "--all", "--depth=plain", "--store=" + store.url(), "--identity=" + identity);
                assertThat(verify.code()).as(verify.err()).isZero();
            }
            return job;
        }
    }

    private static void end(JobProcess job) throws InterruptedException {
        long sent = System.nanoTime();
        job.terminate();
        job.code();
        assertThat(Duration.ofNanos(System.nanoTime() - sent)).as(job.err()).isLessThan(Duration.ofMinutes(1));
    }

    private static List<String> backup(String endpoint, String store) {
        return List.of(
                "backup",
                "--cluster=prod",
                "--endpoints=" + endpoint,
                "--connect-timeout=10m",
                "--idle-timeout=10m",
                "--store=" + store,
                "--compression=none",
                "--recipient=" + StoredBackups.PUBLIC,
                "--output=name");
    }
}
