package io.etcdbr.node.execute;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.etcdbr.restore.Decision;
import io.etcdbr.restore.Event;
import io.etcdbr.restore.plan.PlanFixture;
import io.etcdbr.restore.plan.RestorePlan;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Node cp2 at its new etcd, while the member of cp1 answers its peers as a test says and that of cp3 does not answer. */
@Timeout(600)
class NewEtcdTest {
    private static final Duration OFTEN = Duration.ofMillis(20);

    @TempDir
    Path host;

    private final AtomicInteger looks = new AtomicInteger();
    private volatile boolean silentEverySecondTime;
    private HttpServer peer;
    private RestorePlan plan;
    private NodeAtMember node;

    @BeforeEach
    void start() throws IOException {
        peer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        peer.createContext("/members", exchange -> {
            if (looks.incrementAndGet() % 2 == 0 || !silentEverySecondTime) {
                exchange.getResponseHeaders().add("X-Etcd-Cluster-ID", PlanFixture.OLD_CLUSTER.toString());
            }
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        peer.start();
        List<String> nobody = List.of("http://127.0.0.1:1", "http://127.0.0.1:2", "http://127.0.0.1:3");
        plan = PlanFixture.at(
                List.of("http://127.0.0.1:" + peer.getAddress().getPort(), nobody.get(1), nobody.get(2)), nobody);
        node = new NodeAtMember(new TestNode("cp2", host, false), plan);
        node.member.cluster = plan.etcd().newClusterId().value();
    }

    @AfterEach
    void stop() throws InterruptedException {
        peer.stop(0);
        node.close();
    }

    /** R2. */
    @Test
    void aNodeThatHasVotedGoesBackAtOnceWithOneThatShowsTheOldEtcd() throws Exception {
        node.restored.watchDecision(OFTEN, node.told);

        assertThat(node.told.events).containsExactly(new Event.OldClusterAnswers("cp1"));
        assertThat(looks).hasValue(1);
    }

    /** R2: who shows the old etcd after a commit was brought there by force, and leads nobody back. */
    @Test
    void aDecisionCountsBeforeWhatOthersShow() throws Exception {
        node.put("decision", "commit");

        node.restored.watchDecision(OFTEN, node.told);
        node.restored.watchMembers(Duration.ZERO, OFTEN, node.told);

        assertThat(node.told.events)
                .containsExactly(new Event.DecisionRead(Decision.COMMIT), new Event.DecisionRead(Decision.COMMIT));
    }

    /** R1. */
    @Test
    void beforeTheVoteTheOldEtcdOfAnotherCountsIfItIsSeenInEveryLookForSoLong() throws Exception {
        silentEverySecondTime = true;
        node.begin(() -> node.restored.watchMembers(Duration.ofMillis(200), OFTEN, node.told));
        awaitLooks();
        assertThat(node.told.events).as("old in every other look").isEmpty();

        silentEverySecondTime = false;
        ControlPlane.patiently("it is told", () -> !node.told.events.isEmpty());

        assertThat(node.told.events).containsExactly(new Event.OldClusterAnswers("cp1"));
    }

    @Test
    void beforeTheVoteOneLookAtTheOldEtcdOfAnotherIsNotEnough() throws Exception {
        node.begin(() -> node.restored.watchMembers(Duration.ofHours(1), OFTEN, node.told));
        awaitLooks();

        assertThat(node.told.events).isEmpty();
    }

    /** A node that comes back later must find it. */
    @Test
    void theDecisionStaysUntilTheApiServersOfAllNodesAreReady() throws Exception {
        node.put("decision", "commit");
        node.put("api/cp1", "yes");
        node.put("api/cp2", "yes");
        node.begin(() -> node.restored.removeKeys(OFTEN, node.told));
        node.awaitTrouble("Waiting for the API servers of all nodes.");
        assertThat(node.member.keys).containsKey(node.key("decision"));
        assertThat(node.told.events).isEmpty();

        node.put("api/cp3", "yes");
        ControlPlane.patiently("it is done", () -> node.told.events.contains(new Event.Finished()));

        assertThat(node.member.keys).isEmpty();
    }

    @Test
    void nothingIsRemovedFromTheOldEtcd() throws Exception {
        node.member.cluster = PlanFixture.OLD_CLUSTER.value();
        plan.nodes().forEach(one -> node.put("api/" + one, "yes"));
        node.put("decision", "commit");
        int before = node.member.keys.size();
        node.begin(() -> node.restored.removeKeys(OFTEN, node.told));
        ControlPlane.patiently("several looks", () -> node.member.looks.get() > 5);

        assertThat(node.member.keys).hasSize(before);
        assertThat(node.told.events).isEmpty();
    }

    private void awaitLooks() throws Exception {
        ControlPlane.patiently("many looks", () -> looks.get() > 40 || !node.told.events.isEmpty());
    }
}
