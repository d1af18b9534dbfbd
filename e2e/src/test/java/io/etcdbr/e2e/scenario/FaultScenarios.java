package io.etcdbr.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdbr.e2e.harness.ClusterUnderTest;
import io.etcdbr.e2e.harness.Installation;
import io.etcdbr.e2e.harness.Node;
import io.etcdbr.e2e.harness.OnACluster;
import io.etcdbr.e2e.harness.PluginProcess;
import io.etcdbr.e2e.store.SftpPlace;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong around a backup: whatever is listed afterwards can be read back. */
@ExtendWith(OnACluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(1800)
class FaultScenarios {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private @Nullable ClusterUnderTest cluster;
    private @Nullable Installation installation;
    private @Nullable SftpPlace place;

    @BeforeAll
    void install(@TempDir Path folder) throws Exception {
        cluster = OnACluster.find().orElse(null);
        if (cluster != null) {
            place = SftpPlace.start(cluster.addressOfThisMachine(), folder, List.of());
            installation = cluster.install(place, Patches.SUSPENDED);
        }
    }

    @AfterAll
    void remove() throws Exception {
        if (installation != null) {
            installation.close();
        }
        if (place != null) {
            place.close();
        }
    }

    @Test
    void aBackupThatIsKilledAtAnyMomentIsListedOnlyIfItIsWhole() throws Exception {
        Random random = new Random(4);
        int kills = cluster().environment().kills();
        Duration whole = timeOfOneBackup();
        for (int i = 0; i < kills; i++) {
            String job = installation().startBackup();
            JsonObject pod = awaitPod(job);
            Thread.sleep(random.nextLong(whole.toMillis()));
            // At once, and the Job with it, so that no other pod takes over.
            String name = pod.getAsJsonObject("metadata").get("name").getAsString();
            installation().kubectl().ask("delete", "pod", name, "--grace-period=0", "--force", "--wait=false");
            installation().kubectl().run("delete", "job", job, "--cascade=background", "--ignore-not-found");
        }

        assertThatAllListedAreSound();
        String after = backUp();
        assertThat(operator().backups()).contains(after);
    }

    @Test
    void aLeaderThatMovesMeanwhileHarmsNoBackup() throws Exception {
        assumeTrue(cluster().nodes().size() > 1, "a cluster of one node has no other leader");
        String job = installation().startBackup();
        awaitPod(job);
        moveLeader();
        Thread.sleep(500);
        moveLeader();

        Awaitility.await("the backup has ended")
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> succeeded(job));
        assertThatAllListedAreSound();
    }

    @Test
    void whileANodeIsDownTheNextRunTakesAnother() throws Exception {
        assumeTrue(cluster().nodes().size() > 2, "with fewer than three nodes none can be spared");
        Node victim = cluster().nodes().getLast();
        victim.needPowerSwitch();
        schedule("* * * * *", false);
        installation().awaitScheduledRun();
        victim.powerOff();
        try {
            String job = installation().awaitScheduledRun();

            assertThat(installation().nodeOf(job)).isNotEqualTo(victim.name());
            assertThatAllListedAreSound();
        } finally {
            victim.powerOn();
            schedule("17 * * * *", true);
            cluster().awaitAllReady();
        }
    }

    /** Leadership goes to any member that has none. */
    private void moveLeader() throws IOException {
        String follower = "";
        Node leader = cluster().nodes().getFirst();
        for (Node node : cluster().nodes()) {
            JsonObject status = JsonParser.parseString(node.etcdctl("endpoint status -w json"))
                    .getAsJsonArray()
                    .get(0)
                    .getAsJsonObject()
                    .getAsJsonObject("Status");
            BigInteger member =
                    status.getAsJsonObject("header").get("member_id").getAsBigInteger();
            if (member.equals(status.get("leader").getAsBigInteger())) {
                leader = node;
            } else {
                follower = member.toString(16);
            }
        }
        leader.etcdctl("move-leader " + follower);
    }

    private Duration timeOfOneBackup() throws IOException {
        String job = installation().startBackup();
        long begin = System.nanoTime();
        Awaitility.await("a backup has ended")
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> succeeded(job));
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private boolean succeeded(String job) throws IOException {
        JsonObject status = installation().kubectl().json("get", "job", job).getAsJsonObject("status");
        return status.has("succeeded") && status.get("succeeded").getAsInt() > 0;
    }

    private JsonObject awaitPod(String job) {
        return Awaitility.await("the Job has a pod")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> installation().pods(job), pods -> !pods.isEmpty())
                .getFirst();
    }

    private void schedule(String schedule, boolean suspended) throws IOException {
        installation()
                .kubectl()
                .run(
                        "patch",
                        "cronjob",
                        "etcdbr-backup",
                        "-p",
                        "{\"spec\":{\"schedule\":\"" + schedule + "\",\"suspend\":" + suspended
                                + ",\"jobTemplate\":{\"spec\":{\"activeDeadlineSeconds\":50}}}}");
    }

    private String backUp() throws IOException {
        return operator().run("backup", "--wait", "-o", "name").strip();
    }

    private void assertThatAllListedAreSound() throws IOException {
        assertThat(operator().backups()).isNotEmpty();
        operator().run("verify", "--all", "--deep");
    }

    private PluginProcess operator() throws IOException {
        return installation().operator();
    }

    private ClusterUnderTest cluster() {
        return Objects.requireNonNull(cluster);
    }

    private Installation installation() {
        return Objects.requireNonNull(installation);
    }
}
