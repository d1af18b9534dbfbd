package io.etcdbr.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdbr.testing.EtcdCluster;
import io.etcdbr.testing.EtcdProgram;
import io.etcdbr.testing.FaultProxy;
import io.etcdbr.testing.FaultProxy.Direction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SIGKILL at any moment: whatever a store then shows as complete can be read, and the rest goes in time. */
@Timeout(600)
class KilledBackupIT {
    private static final int RANDOM_KILLS = 4;

    @TempDir
    private static Path shared;

    private static EtcdCluster etcd;

    @TempDir
    private Path folder;

    private Path identity = Path.of("");
    private final Set<String> sound = new HashSet<>();

    @BeforeAll
    static void startEtcd() throws Exception {
        etcd = EtcdCluster.start(EtcdProgram.any(), 1, Optional.empty());
        etcd.fill(10);
    }

    @AfterAll
    static void stopEtcd() throws IOException {
        if (etcd != null) {
            etcd.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "s3", "sftp"})
    void whatAKilledBackupLeavesIsNeverTakenForABackup(String kind) throws Exception {
        identity = Files.writeString(folder.resolve("key.txt"), StoredBackups.SECRET + "\n");
        Path included = Files.createDirectory(folder.resolve("pki"));
        Files.write(included.resolve("admin.conf"), new byte[100_000]);
        Random random = new Random(kind.hashCode());
        try (RealStore store = RealStore.start(kind, folder);
                FaultProxy proxy = FaultProxy.to(etcd.port(0))) {
            List<String> backup = backup(etcd.port(0), store, included);
            // So that it does not come to its end before it is killed.
            proxy.stallAfter(Direction.DOWN, 9_500_000);
            List<String> stalled = backup(proxy.port(), store, included);
            killed(store, stalled, job -> job.await(() -> !store.unfinished().isEmpty()));
            assertThat(fetchLatest(store)).as("none is there yet").isEmpty();

            long start = System.nanoTime();
            succeeds(backup);
            Duration whole = Duration.ofNanos(System.nanoTime() - start);
            check(store);
            assertThat(sound).hasSize(1);

            // The data is there, the manifest is not.
            Set<String> before = store.objects();
            killed(store, backup, job -> job.await(() -> store.objects().size() > before.size()));
            killed(
                    store,
                    backup,
                    job -> job.await(() -> store.objects().stream()
                            .anyMatch(name -> name.contains(".files.") && !before.contains(name))));
            for (int i = 0; i < RANDOM_KILLS; i++) {
                Duration life = Duration.ofMillis((long) (whole.toMillis() * (0.4 + 0.6 * random.nextDouble())));
                killed(store, backup, job -> job.live(life));
            }
            boolean aged = store.age();
            if (aged) {
                // Of what lies in a store only something newer tells that it is old: no clock is trusted for it.
                succeeds(backup);
            }
            pruneLeavesTheSound(store, aged);
        }
    }

    private interface Moment {
        void await(JobProcess job) throws InterruptedException;
    }

    private void killed(RealStore store, List<String> backup, Moment moment) throws Exception {
        try (JobProcess job = JobProcess.start(folder, backup)) {
            moment.await(job);
            job.kill();
            int code = job.code();
            assertThat(code).as(job.err()).isIn(0, 137);
            List<String> complete = check(store);
            if (code == 0) {
                assertThat(complete).contains(job.out().strip());
            }
        }
    }

    /** What the store shows as complete, each read back whole at least once. */
    private List<String> check(RealStore store) throws IOException {
        List<String> before = complete(store);
        Optional<Path> fetched = fetchLatest(store);
        // A server may carry out what came last from a backup that was killed, even after the first look.
        List<String> complete = complete(store);
        assertThat(before).containsAll(sound);
        assertThat(complete).containsAll(before);
        for (String id : complete) {
            if (sound.add(id)) {
                ProgramRun verify = ProgramRun.of(
                        "verify",
                        id,
                        "--cluster=prod",
                        "--store=" + store.url(),
                        "--identity=" + identity,
                        "--depth=plain");
                assertThat(verify.code()).as(verify.err()).isZero();
            }
        }
        if (!before.isEmpty()) {
            assertThat(fetched).isPresent();
        }
        if (fetched.isPresent()) {
            assertThat(complete).isNotEmpty();
            assertThat(etcd.snapshotStatus(fetched.get())).contains("\"revision\":");
            Files.delete(fetched.get());
        }
        return complete;
    }

    private List<String> complete(RealStore store) {
        ProgramRun list = ProgramRun.of("list", "--cluster=prod", "--store=" + store.url(), "-o", "json");
        assertThat(list.code()).as(list.err()).isZero();
        List<String> complete = new ArrayList<>();
        JsonObject tree = JsonParser.parseString(list.out()).getAsJsonObject();
        JsonObject only = tree.getAsJsonArray("stores").get(0).getAsJsonObject();
        for (JsonElement element : only.getAsJsonArray("backups")) {
            JsonObject backup = element.getAsJsonObject();
            if (backup.get("complete").getAsBoolean()) {
                complete.add(backup.get("id").getAsString());
            }
        }
        return complete;
    }

    private Optional<Path> fetchLatest(RealStore store) throws IOException {
        Path file = folder.resolve("fetched.db");
        ProgramRun fetch = ProgramRun.of(
                "fetch",
                "latest",
                "--cluster=prod",
                "--store=" + store.url(),
                "--identity=" + identity,
                "--to=" + file);
        assertThat(fetch.code()).as(fetch.err()).isIn(0, 30);
        assertThat(Files.exists(file)).isEqualTo(fetch.code() == 0);
        return fetch.code() == 0 ? Optional.of(file) : Optional.empty();
    }

    private void succeeds(List<String> backup) throws Exception {
        try (JobProcess good = JobProcess.start(folder, backup)) {
            assertThat(good.code()).as(good.err()).isZero();
        }
    }

    private void pruneLeavesTheSound(RealStore store, boolean aged) throws IOException {
        ProgramRun prune = ProgramRun.of("prune", "--cluster=prod", "--store=" + store.url(), "--keep-last=1000");
        assertThat(prune.code()).as(prune.err()).isZero();
        assertThat(check(store)).containsExactlyInAnyOrderElementsOf(sound);
        if (aged) {
            assertThat(store.unfinished()).isEmpty();
            ProgramRun list = ProgramRun.of("list", "--cluster=prod", "--store=" + store.url(), "-o", "name");
            assertThat(list.out().lines()).containsExactlyInAnyOrderElementsOf(sound);
        }
    }

    private static List<String> backup(int port, RealStore store, Path included) {
        return List.of(
                "backup",
                "--cluster=prod",
                "--endpoints=http://127.0.0.1:" + port,
                "--connect-timeout=10m",
                "--idle-timeout=10m",
                "--store=" + store.url(),
                "--recipient=" + StoredBackups.PUBLIC,
                "--include=" + included,
                "--output=name");
    }
}
