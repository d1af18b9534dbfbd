package io.etcdbr.node.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.restore.Event;
import io.etcdbr.restore.Gate;
import io.etcdbr.restore.plan.RestorePlan;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(600)
class OldEtcdTest {
    private static final RestorePlan PLAN = WaitingNode.PLAN;
    private static final Duration OFTEN = Duration.ofMillis(20);

    @TempDir
    Path host;

    @Test
    void theGateIsNotOpenedOnceTheLiveRevisionHasReachedThatOfTheRestoredStore() throws Exception {
        try (NodeAtMember node = new NodeAtMember(new TestNode("cp2", host, false), PLAN)) {
            PLAN.nodes().forEach(one -> node.put("stopped/" + one, "yes"));
            node.member.revision = PLAN.firstRevision();

            node.old.askToProceed(PLAN.firstRevision(), OFTEN, node.told);

            assertThat(node.told.events).containsExactly(new Event.RevisionPassed(PLAN.firstRevision()));
            assertThat(node.member.keys).doesNotContainKey(node.key("gate"));
        }
    }

    @Test
    void belowThatTheGateIsOpenedOnceAllHaveStopped() throws Exception {
        try (NodeAtMember node = new NodeAtMember(new TestNode("cp2", host, false), PLAN)) {
            node.member.revision = PLAN.firstRevision() - 1;
            node.put("stopped/cp1", "yes");
            node.begin(() -> node.old.askToProceed(PLAN.firstRevision(), OFTEN, node.told));
            node.awaitTrouble("Waiting for the API servers of cp3 to be gone.");
            assertThat(node.member.keys).containsKey(node.key("stopped/cp2")).doesNotContainKey(node.key("gate"));
            assertThat(node.told.events).isEmpty();

            node.put("stopped/cp3", "yes");
            ControlPlane.patiently("it has read it", () -> !node.told.events.isEmpty());

            assertThat(node.told.events).containsExactly(new Event.GateRead(Gate.PROCEED));
            assertThat(node.member.keys).containsEntry(node.key("gate"), "proceed");
        }
    }

    /** Another node may have opened it before the revision rose. */
    @Test
    void aGateThatIsOpenIsPassedWhateverTheRevision() throws Exception {
        try (NodeAtMember node = new NodeAtMember(new TestNode("cp2", host, false), PLAN)) {
            node.member.revision = PLAN.firstRevision();
            node.put("gate", "proceed");

            node.old.askToProceed(PLAN.firstRevision(), OFTEN, node.told);

            assertThat(node.told.events).containsExactly(new Event.GateRead(Gate.PROCEED));
        }
    }
}
