package io.etcdbr.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdbr.e2e.harness.ApiPoller;
import io.etcdbr.e2e.harness.AtState;
import io.etcdbr.e2e.harness.ClusterIds;
import io.etcdbr.e2e.harness.ControlPlane;
import io.etcdbr.e2e.harness.FaultTable;
import io.etcdbr.e2e.harness.Node;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.awaitility.Awaitility;

/**
 * One restore under faults, watched from its beginning to its end: how long the API is away, which etcds run and serve on any node, what
 * is left afterwards.
 */
final class FaultedRestore implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(12);
    private static final Duration LAST_WORDS = Duration.ofSeconds(20);

    private final RestoreGround ground;
    private final ControlPlane plane;
    private final String marker = "e2e-" + UUID.randomUUID();
    private final String old;
    private final Map<String, String> manifests;
    private final ApiPoller api;
    private final ClusterIds ids;
    private final RestoreGround.Started started;

    private FaultedRestore(RestoreGround ground, String backup) throws IOException {
        this.ground = ground;
        this.plane = ground.plane();
        ground.mark(marker);
        this.old = plane.etcdClusterId();
        this.manifests = plane.manifests();
        this.ids = plane.watchClusterIds();
        this.api = plane.pollApi();
        this.started = ground.start(backup);
    }

    /** Makes an object that the backup lacks, starts the restore, and returns when the nodes know it. */
    static FaultedRestore of(RestoreGround ground, String backup) throws IOException {
        ground.makeKubeletsForget();
        return new FaultedRestore(ground, backup);
    }

    String id() {
        return started.id();
    }

    /** Has a node do something by itself once it has reached a state. */
    AtState when(Node node, String state, String deed) throws IOException {
        return AtState.of(node, id(), state, deed);
    }

    /** Cuts a node's power in a state, and turns it on again. */
    void cutPower(Node node, String state, Duration off) throws IOException, InterruptedException {
        when(node, state, AtState.FREEZE_EXECUTOR).await();
        node.powerOff();
        Thread.sleep(off);
        node.powerOn();
    }

    /** A condition for {@link RestoreGround#await}: a node has been in a state. */
    String isIn(String state) {
        return "grep -q '\"name\":\"" + state + "\"' /etc/kubernetes/etcdbr/" + id() + "/journal.jsonl";
    }

    /** What a person does on a node where no program of etcdbr works. */
    void recoverByHand(Node node) throws IOException {
        System.out.print(node.sh("/etc/kubernetes/etcdbr/" + id() + "/RECOVER.sh"));
    }

    /** So that the restore has ended for etcdbr as well. */
    void rollBackOn(Node node) throws IOException {
        System.out.print(node.sh("/etc/kubernetes/etcdbr/" + id() + "/etcdbr-node rollback " + id()));
    }

    /** All nodes restored, and nothing of the time after the backup is left. */
    void endsRestored(String fault, String what) throws Exception {
        Map<String, String> ends = awaitEnd();
        assertThat(Set.copyOf(ends.values()))
                .as(plane.standing(id()).toString())
                .containsExactly("Restored");
        assertThat(plane.etcdClusterId()).isEqualTo(planned());
        assertThat(ground.isMarked(marker))
                .as("an object that the backup lacks is there")
                .isFalse();
        assertAfterwards();
        assertThat(ids.serving()).as("clusters that served").contains(planned());
        FaultTable.row(fault, what, "Restored on all nodes", away());
    }

    /** All nodes back at the cluster of before, which lost nothing. */
    void endsAsBefore(String fault, String what, String... states) throws Exception {
        Map<String, String> ends = awaitEnd();
        assertThat(Set.of(states)).as(plane.standing(id()).toString()).containsAll(ends.values());
        assertIsOldCluster();
        assertAfterwards();
        FaultTable.row(fault, what, "the old cluster on all nodes: " + ends + reason(), away());
    }

    void assertIsOldCluster() throws IOException {
        assertThat(plane.etcdClusterId()).isEqualTo(old);
        assertThat(ground.isMarked(marker))
                .as("an object made before the restore is there")
                .isTrue();
    }

    /** By node: the state in which it ended. */
    Map<String, String> awaitEnd() {
        Awaitility.await("restore " + id() + " has ended on all nodes")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .ignoreExceptions()
                .until(() -> plane.standing(id()).values().stream()
                        .allMatch(node -> node.get("ended").getAsBoolean()));
        awaitApi();
        Map<String, String> ends = new TreeMap<>();
        try {
            plane.standing(id())
                    .forEach((node, json) -> ends.put(node, json.get("state").getAsString()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return ends;
    }

    void awaitApi() {
        Awaitility.await("the API is back")
                .atMost(Duration.ofMinutes(3))
                .until(() -> api.away().isPresent());
        ground.cluster().nodes().forEach(ground.cluster()::awaitApiServer);
        ground.cluster().awaitAllReady();
    }

    /** Whatever came of it: never another cluster, never two, the same manifests, nothing armed. */
    void assertAfterwards() throws Exception {
        ids.close();
        assertThat(ids.answers()).as("answers of etcds").isPositive();
        // Without them the watch saw nothing, and the next two would hold whatever happened.
        assertThat(ids.running()).as("clusters of etcds that ran").contains(old);
        assertThat(ids.serving()).as("clusters that served").contains(old);
        assertThat(List.of(old, planned())).containsAll(ids.running());
        assertThat(ids.together()).as("clusters that served at the same time").isEmpty();
        Awaitility.await("every manifest is as before, and no executor is armed")
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(plane.manifests()).isEqualTo(manifests));
        for (Node node : ground.cluster().nodes()) {
            assertThat(node.sh("pgrep -f '^[^ ]*java .*execute " + id() + "' || true"))
                    .as("executors on " + node.name())
                    .isBlank();
        }
        System.out.println("seen " + ids.answers() + " answers of etcds " + ids.running());
    }

    /** Removes what the restore left. */
    void clean() throws IOException {
        ground.restorer().run("restore", "clean", id(), "--yes");
        assertThat(plane.traces().toString()).doesNotContain(id());
    }

    String away() {
        return api.away()
                .map(away -> away.isZero() ? "not at all" : "%.1f s".formatted(away.toMillis() / 1000.0))
                .orElse("still away");
    }

    private String reason() throws IOException {
        for (JsonObject node : plane.standing(id()).values()) {
            if (node.has("why")) {
                return " (" + node.get("why").getAsString() + ")";
            }
        }
        return "";
    }

    private String planned() throws IOException {
        return RestoreGround.planned(planOnNode(), "newClusterId");
    }

    private JsonObject planOnNode() throws IOException {
        JsonObject result = new JsonObject();
        result.add(
                "plan",
                JsonParser.parseString(
                        ground.cluster().nodes().getFirst().sh("cat /etc/kubernetes/etcdbr/" + id() + "/plan.json")));
        return result;
    }

    /** What the plugin said so far. */
    String said() {
        return started.plugin().said();
    }

    @Override
    public void close() throws Exception {
        // Where a restore ended before its fault, why is the last that is said.
        boolean _ = started.plugin().endsWithin(LAST_WORDS);
        System.out.println(said());
        ids.close();
        api.close();
        started.plugin().close();
    }
}
