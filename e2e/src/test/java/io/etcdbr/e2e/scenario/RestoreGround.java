package io.etcdbr.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdbr.e2e.harness.ClusterUnderTest;
import io.etcdbr.e2e.harness.ControlPlane;
import io.etcdbr.e2e.harness.Installation;
import io.etcdbr.e2e.harness.Node;
import io.etcdbr.e2e.harness.PluginProcess;
import io.etcdbr.e2e.harness.RunningPlugin;
import io.etcdbr.e2e.harness.Said;
import io.etcdbr.e2e.store.SharedDirectory;
import io.etcdbr.error.ExitCode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;

/** An installation whose store all nodes see, and what scenarios of restores do again and again. */
record RestoreGround(
        ClusterUnderTest cluster,
        ControlPlane plane,
        SharedDirectory place,
        Installation installation,
        List<String> older)
        implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    static RestoreGround prepare(ClusterUnderTest cluster) throws IOException {
        SharedDirectory place = SharedDirectory.require(cluster);
        ControlPlane plane = new ControlPlane(cluster);
        return new RestoreGround(cluster, plane, place, cluster.install(place, Patches.SUSPENDED), plane.restores());
    }

    /** The control plane before something that must not touch it. */
    record Before(Map<String, String> running, String etcd, Map<String, String> traces) {}

    Before look() throws IOException {
        return new Before(plane.running(), plane.etcdClusterId(), plane.traces());
    }

    /** The same processes, manifests and cluster, and nothing left on a node. */
    void assertUntouched(Before before) throws IOException {
        assertThat(look()).isEqualTo(before);
    }

    PluginProcess restorer() throws IOException {
        return installation.restorer();
    }

    /** @return its id */
    String backUp() throws IOException {
        return installation.operator().run("backup", "--wait", "-o", "name").strip();
    }

    /** Makes an object by which the time before a backup is told from that after it. */
    void mark(String name) throws IOException {
        installation.kubectl().run("create", "configmap", name);
    }

    boolean isMarked(String name) throws IOException {
        return !installation
                .kubectl()
                .run("get", "configmap", name, "--ignore-not-found", "-o", "name")
                .isBlank();
    }

    /** What would be done, and that nothing was. */
    JsonObject plan(String... arguments) throws IOException {
        Before before = look();
        Said said = restorer().ask(with(arguments, "--dry-run", "-o", "json"));
        assertUntouched(before);
        return JsonParser.parseString(said.out()).getAsJsonObject();
    }

    /** By check: what was found that refuses. */
    static Map<String, String> refusals(JsonObject plan) {
        Map<String, String> refusals = new TreeMap<>();
        for (JsonElement element : plan.getAsJsonArray("findings")) {
            JsonObject finding = element.getAsJsonObject();
            if (finding.get("verdict").getAsString().equals("refused")) {
                refusals.put(
                        finding.get("check").getAsString(), finding.get("found").getAsString());
            }
        }
        return refusals;
    }

    /**
     * Kubelet starts a container that ended lately again only after 10, 20, 40 s and so on, up to 5 minutes: scenarios one after another
     * would each take longer. A kubelet that starts anew has forgotten that.
     */
    void makeKubeletsForget() throws IOException {
        for (Node node : cluster.nodes()) {
            node.sh("systemctl restart kubelet");
        }
        cluster.awaitAllReady();
    }

    /** A restore that goes through, as JSON. */
    JsonObject restore(String... arguments) throws IOException {
        String said = restorer().run(with(arguments, "--yes", "-o", "json"));
        JsonObject result = JsonParser.parseString(said).getAsJsonObject();
        assertThat(result.get("result").getAsString()).as(said).isEqualTo("restored");
        assertThat(result.getAsJsonArray("verified").toString()).as(said).doesNotContain("NOT");
        assertThat(plane.etcdClusterId()).isEqualTo(planned(result, "newClusterId"));
        return result;
    }

    static String planned(JsonObject result, String name) {
        return result.getAsJsonObject("plan")
                .getAsJsonObject("etcd")
                .get(name)
                .getAsString()
                .replaceFirst("^0+", "");
    }

    /** A restore that must fail before GO, and what it said. */
    Said fails(ExitCode code, String... arguments) throws IOException {
        Before before = look();
        Said said = restorer().ask(with(arguments, "--yes"));
        assertThat(said.code()).as(said.out() + said.err()).isEqualTo(code.number());
        assertThat(look()).as(said.out() + said.err()).isEqualTo(before);
        return said;
    }

    /** Starts a restore and waits until its nodes know it. */
    Started start(String... arguments) throws IOException {
        List<String> before = plane.restores();
        RunningPlugin plugin = restorer().start(with(arguments, "--yes"));
        String id = Awaitility.await("the nodes know the restore")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(
                        () -> {
                            assertThat(plugin.runs()).as(plugin.said()).isTrue();
                            return plane.newRestore(before);
                        },
                        found -> found.isPresent())
                .orElseThrow();
        return new Started(plugin, id);
    }

    record Started(RunningPlugin plugin, String id) {}

    /** Waits until a command on a node ends well. */
    void await(String what, String node, String condition) {
        Awaitility.await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(() -> cluster.node(node)
                        .sh(condition + " && echo yes || true")
                        .contains("yes"));
    }

    /** The scenario before may have moved manifests just now, as a rollout does. */
    private static String[] with(String[] arguments, String... more) {
        List<String> all = new ArrayList<>(List.of("restore", "--allow=rollout"));
        all.addAll(List.of(arguments));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    /** What a scenario that failed left before GO would refuse every other restore. */
    void giveUpWhatIsLeft() throws IOException {
        for (String id : plane.unfinished()) {
            if (!older.contains(id)) {
                restorer().ask("restore", "rollback", id);
            }
        }
    }

    @Override
    public void close() throws Exception {
        giveUpWhatIsLeft();
        installation.close();
        place.close();
    }
}
