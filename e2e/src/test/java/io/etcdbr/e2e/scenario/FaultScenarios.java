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
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong around a backup: whatever is listed afterwards can be read back. */
@ExtendWith(OnACluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(1800)
class FaultScenarios {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** More than what is written before a snapshot, and far less than one of {@link #makeSnapshotsBig}. */
    private static final long SOME = 4 << 20;

    private static final String READING = "Reading the snapshot";
    private static final Pattern MEMBER = Pattern.compile(READING + ".*? member=(\\S+)");

    private @Nullable ClusterUnderTest cluster;
    private @Nullable Installation installation;
    private @Nullable SftpPlace place;
    private boolean big;

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
    @Order(1)
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
    @Order(2)
    void aLeaderThatMovesInTheMiddleOfTheSnapshotHarmsNoBackup() throws Exception {
        assumeTrue(cluster().nodes().size() > 1, "a cluster of one node has no other leader");
        makeSnapshotsBig();
        List<String> before = operator().backups();
        Node leader = leader();
        place().stallAfter(SOME);
        try {
            String job = installation().startBackup();
            awaitStall();
            Node reader = cluster().node(memberThatIsRead(job));
            Node other = cluster().nodes().stream()
                    .filter(node -> !node.equals(reader))
                    .findFirst()
                    .orElseThrow();
            // The member that is read wins leadership and loses it, or the other way round.
            for (Node next : leader.equals(reader) ? List.of(other, reader) : List.of(reader, other)) {
                leader.etcdctl("move-leader " + status(next).id());
                assertThat(status(next).leads()).as(next.name() + " leads").isTrue();
                leader = next;
            }

            assertThat(log(job))
                    .as("the log of " + job + ", which reads from " + reader.name())
                    .contains(READING)
                    .doesNotContain("Backup stored", "The snapshot of this member failed");
            assertThat(place().isStalled()).isTrue();
            place().flow();
            Awaitility.await("the backup has ended")
                    .atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> succeeded(job));
            assertThat(log(job)).contains("Backup stored").doesNotContain("The snapshot of this member failed");
        } finally {
            place().flow();
        }
        assertThat(operator().backups()).hasSize(before.size() + 1);
        assertThatAllListedAreSound();
    }

    @Test
    @Order(3)
    void whenANodeDiesInTheMiddleOfABackupTheNextRunTakesAnother() throws Exception {
        assumeTrue(cluster().nodes().size() > 2, "with fewer than three nodes none can be spared");
        cluster().nodes().getFirst().needPowerSwitch();
        makeSnapshotsBig();
        List<String> before = operator().backups();
        place().stallAfter(SOME);
        Optional<Node> victim = Optional.empty();
        try {
            schedule("* * * * *", 50, false);
            awaitStall();
            String job = installation().scheduledRunsUnderWay().getFirst();
            Node dies = cluster().node(installation().nodeOf(job));
            victim = Optional.of(dies);
            dies.powerOff();
            place().flow();

            String next = installation().awaitScheduledRun();

            assertThat(next).isNotEqualTo(job);
            assertThat(installation().nodeOf(next)).isNotEqualTo(dies.name());
            // The newest first: what the run left that died is none of them.
            assertThat(operator().backups()).hasSizeGreaterThan(before.size());
            assertThatAllListedAreSound();
        } finally {
            place().flow();
            schedule("17 * * * *", 3000, true);
            if (victim.isPresent()) {
                victim.get().powerOn();
                cluster().awaitAllReady();
            }
        }
    }

    /** So big that a snapshot cannot lie in the buffers between etcd and the store; they hold a few MiB. */
    private void makeSnapshotsBig() throws IOException {
        byte[] noise = new byte[700_000];
        for (int i = 0; i < 60 && !big; i++) {
            new Random(i).nextBytes(noise);
            installation()
                    .kubectl()
                    .runWith(
                            "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"noise-" + i
                                    + "\"},\"binaryData\":{\"noise\":\""
                                    + Base64.getEncoder().encodeToString(noise) + "\"}}",
                            "create",
                            "-f",
                            "-");
        }
        big = true;
    }

    private void awaitStall() {
        Awaitility.await("the store has got some of a backup, and no more")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> place().isStalled());
    }

    private String memberThatIsRead(String job) throws IOException {
        Matcher reading = MEMBER.matcher(log(job));
        assertThat(reading.find()).as(log(job)).isTrue();
        return reading.group(1);
    }

    private String log(String job) throws IOException {
        return installation().kubectl().run("logs", "job/" + job);
    }

    /** What a member says of itself, in hexadecimal digits. */
    private record MemberStatus(String id, String leader) {
        boolean leads() {
            return id.equals(leader);
        }
    }

    private static MemberStatus status(Node node) throws IOException {
        JsonObject status = JsonParser.parseString(node.etcdctl("endpoint status -w json"))
                .getAsJsonArray()
                .get(0)
                .getAsJsonObject()
                .getAsJsonObject("Status");
        BigInteger id = status.getAsJsonObject("header").get("member_id").getAsBigInteger();
        return new MemberStatus(
                id.toString(16), status.get("leader").getAsBigInteger().toString(16));
    }

    private Node leader() throws IOException {
        for (Node node : cluster().nodes()) {
            if (status(node).leads()) {
                return node;
            }
        }
        throw new AssertionError("no member says that it is the leader");
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

    private void schedule(String schedule, int deadline, boolean suspended) throws IOException {
        installation()
                .kubectl()
                .run(
                        "patch",
                        "cronjob",
                        "etcdbr-backup",
                        "-p",
                        "{\"spec\":{\"schedule\":\"" + schedule + "\",\"suspend\":" + suspended
                                + ",\"jobTemplate\":{\"spec\":{\"activeDeadlineSeconds\":" + deadline + "}}}}");
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

    private SftpPlace place() {
        return Objects.requireNonNull(place);
    }

    private Installation installation() {
        return Objects.requireNonNull(installation);
    }
}
