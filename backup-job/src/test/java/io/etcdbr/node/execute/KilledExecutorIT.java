package io.etcdbr.node.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.restore.plan.RestorePlan;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Executors that are killed, at every line of their journals and between the steps of their commands. */
@Timeout(1500)
class KilledExecutorIT {

    /** Each as a process of its own that gets SIGKILL after each line that it writes, before what the line stands for is begun, and is started again by kubelet. */
    @Test
    void executorsOfAllNodesThatAreKilledAtEveryLineOfTheirJournalsStillRestore() throws Exception {
        try (ControlPlane plane = ControlPlane.start(ExecutorIT.etcd(), 3, false)) {
            // Each line costs the start of a program on each node.
            RestorePlan plan = plane.stage(Duration.ofMinutes(2));
            for (TestNode node : plane.nodes) {
                plane.executeApart(plan, node, "journaled");
            }
            plane.go(plan);

            ExecutorIT.assertRestored(plane, plan);
            for (TestNode node : plane.nodes) {
                assertThat(Files.readAllLines(node.root.resolve("killed"))).hasSizeGreaterThan(11);
            }
        }
    }

    /** One after the other at every moment that there is, in one restore: the work goes on from whatever was there. */
    @Test
    void aKillBetweenAnyTwoStepsOfTheWayForwardChangesNothing() throws Exception {
        try (ControlPlane plane = ControlPlane.start(ExecutorIT.etcd(), 3, false)) {
            RestorePlan plan = plane.stage();
            Set<String> killed = ConcurrentHashMap.newKeySet();
            for (TestNode node : plane.nodes) {
                Moments killing = plane.killingAt(node, _ -> true, ConcurrentHashMap.newKeySet());
                plane.execute(plan, node, what -> {
                    killed.add(what);
                    killing.at(what);
                });
            }
            plane.go(plan);

            ExecutorIT.assertRestored(plane, plan);
            assertThat(killed)
                    .contains(
                            "journaled Swapping",
                            "before: exchange the old and the new member",
                            "before: name the folder with the old member",
                            "ready key written",
                            "commit tried",
                            "keys removed");
        }
    }

    @Test
    void aKillBetweenAnyTwoStepsOfTheWayBackChangesNothing() throws Exception {
        try (ControlPlane plane = ControlPlane.start(ExecutorIT.etcd(), 3, true)) {
            RestorePlan plan = plane.stage();
            long keys = plane.keys();
            TestNode asked = plane.nodes.getFirst();
            for (TestNode node : plane.nodes) {
                Moments killing = plane.killingAt(node, _ -> true, ConcurrentHashMap.newKeySet());
                Moments late = ExecutorIT.waitingAt(
                        "journaled StartingEtcd",
                        () -> plane.states(plan, asked).contains("RollingBack"));
                plane.execute(plan, node, what -> {
                    // First, since a state that was journaled before the kill is not journaled again.
                    if (node == plane.nodes.getLast()) {
                        late.at(what);
                    }
                    killing.at(what);
                });
            }
            plane.go(plan);
            ControlPlane.patiently(
                    "it waits for the members", () -> plane.states(plan, asked).contains("AwaitingMembers"));
            NodeRestore.open(plan.id(), asked.name, asked.settings(Moments.NONE, System.out))
                    .execute(Optional.of(Request.ROLLBACK));

            ExecutorIT.assertWentBack(plane, plan, "RolledBack", keys);
        }
    }
}
