package io.etcdbr.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.etcdbr.e2e.harness.AtState;
import io.etcdbr.e2e.harness.FaultTable;
import io.etcdbr.e2e.harness.Node;
import io.etcdbr.e2e.harness.OnACluster;
import io.etcdbr.e2e.harness.Said;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What happens to nodes while a restore is under way: it ends with the restored cluster or with the old one, on all of them. */
@ExtendWith(OnACluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(1200)
class FaultedNodeScenarios {
    private static final Duration SOME_SECONDS = Duration.ofSeconds(3);

    /** Whoever arms a node journals it, before its executor runs. */
    private static final String AWAIT_EXECUTOR = "until executor; do sleep 0.1; done; ";

    private @Nullable RestoreGround ground;
    private String backup = "";

    @BeforeAll
    void install() throws Exception {
        if (OnACluster.find().isPresent()) {
            ground = RestoreGround.prepare(OnACluster.find().get());
            backup = ground.backUp();
        }
    }

    @AfterEach
    void giveUp() throws Exception {
        if (ground != null) {
            ground.giveUpWhatIsLeft();
        }
    }

    @AfterAll
    void remove() throws Exception {
        if (ground != null) {
            ground.close();
        }
    }

    /** Fault 15. Kubelet waits longer with each new start, so each node is killed three times and not at every state. */
    @Test
    void anExecutorThatIsKilledGoesOnWhereItWas() throws Exception {
        needThreeNodes();
        try (FaultedRestore restore = restore()) {
            List<AtState> kills = new ArrayList<>();
            for (String state : List.of("Armed", "StoppingEtcd", "Voting")) {
                kills.add(restore.when(node(0), state, AtState.KILL_EXECUTOR));
            }
            for (String state : List.of("StoppingApi", "Swapping", "AwaitingFirstApi")) {
                kills.add(restore.when(node(1), state, AtState.KILL_EXECUTOR));
            }
            for (String state : List.of("AtGate", "StartingEtcd", "StartingApi")) {
                kills.add(restore.when(node(2), state, AtState.KILL_EXECUTOR));
            }
            for (AtState kill : kills) {
                kill.await();
            }
            restore.endsRestored("15", "executors SIGKILLed, three times on each node, at nine states forward");
            restore.clean();
        }
    }

    /** Faults 23 and 15: no etcd opens a database without its first pages. */
    @Test
    void anEtcdThatDoesNotStartOnOneNodeTakesAllBack() throws Exception {
        needThreeNodes();
        try (FaultedRestore restore = restore()) {
            AtState broken = restore.when(node(2), "Swapping", "sleep 0.1; " + AtState.FREEZE_EXECUTOR + """

                    member=/var/lib/etcd/member
                    [ -e /var/lib/etcd/.etcdbr/$id/old/member ] || member=/var/lib/etcd/.etcdbr/$id/new/member
                    head -c 16384 /dev/zero | dd of=$member/snap/db conv=notrunc 2>&1
                    kill -CONT $(executor)
                    """);
            AtState first = restore.when(node(0), "SwappingBack", AtState.KILL_EXECUTOR);
            AtState second = restore.when(node(1), "RestartingOld", AtState.KILL_EXECUTOR);
            broken.await();
            first.await();
            second.await();
            restore.endsAsBefore(
                    "23, 15",
                    "new etcd cannot start on one node; executors of the others SIGKILLed while going back",
                    "RolledBack");
            restore.clean();
        }
    }

    /** Fault 16. */
    @Test
    void nodesThatLoseTheirPowerBeforeTheChangeOverGoOn() throws Exception {
        cutPowerAt("before the change-over", "StoppingApi", "AtGate", "LeavingGate");
    }

    /** Fault 16. */
    @Test
    void nodesThatLoseTheirPowerInTheChangeOverGoOn() throws Exception {
        cutPowerAt("in the change-over", "StoppingEtcd", "Swapping", "StartingEtcd");
    }

    /** Fault 16. */
    @Test
    void nodesThatLoseTheirPowerAroundTheDecisionGoOn() throws Exception {
        // The first node decides, and is the only one that does not wait for the first API server.
        cutPowerAt("around the decision", "AwaitingMembers", "Voting", "StartingApi");
    }

    /** Faults 18, 19 and 20, each on a node of its own. */
    @Test
    void kubeletStoppedEtcdAndAPersonDoNotStopIt() throws Exception {
        needThreeNodes();
        try (FaultedRestore restore = restore()) {
            List<AtState> deeds = List.of(
                    restore.when(node(0), "AtGate", """
                            etcd=$(pgrep -x etcd)
                            until grep -q '"name":"StoppingEtcd"' $folder/journal.jsonl; do :; done
                            kill -STOP $etcd
                            """),
                    restore.when(node(1), "AtGate", "systemctl restart kubelet"),
                    restore.when(
                            node(2), "Swapping", "cp -p $folder/saved/etcd.yaml /etc/kubernetes/manifests/etcd.yaml"));
            for (AtState deed : deeds) {
                deed.await();
            }
            restore.endsRestored(
                    "18, 19, 20",
                    "kubelet restarted on one node while the API is away; etcd SIGSTOPped on another while it is to end;"
                            + " etcd.yaml put back by a person on the third during the swap");
            restore.clean();
        }
    }

    /** Fault 17. */
    @Test
    void aKubeletThatStandsStillIsWaitedFor() throws Exception {
        needThreeNodes();
        try (FaultedRestore restore = restore()) {
            // Not before GO, which needs kubelets.
            restore.when(node(2), "StoppingApi", "systemctl stop kubelet").await();
            restore.when(node(2), "AwaitingMembers", "sleep 20; systemctl start kubelet")
                    .await();
            restore.endsRestored("17", "kubelet stopped on one node at GO, started 20 s after etcd.yaml was back");
            restore.clean();
        }
    }

    /** Faults 28 and 24. */
    @Test
    void afterTheDecisionNothingGoesBack() throws Exception {
        needThreeNodes();
        node(1).needCut();
        try (FaultedRestore restore = restore()) {
            AtState broken = restore.when(
                    node(2), "Voting", "mv /etc/kubernetes/pki/apiserver.crt /etc/kubernetes/pki/apiserver.crt.e2e");
            AtState committed = restore.when(node(1), "AwaitingFirstApi", "true");
            committed.await();
            node(1).cut();
            try {
                broken.await();
                Thread.sleep(Duration.ofSeconds(40));
            } finally {
                node(1).heal();
                node(2).sh("mv /etc/kubernetes/pki/apiserver.crt.e2e /etc/kubernetes/pki/apiserver.crt");
            }
            restore.endsRestored(
                    "24, 28",
                    "after the commit one node cut off for 40 s, and the API server of another without its certificate");
            restore.clean();
        }
    }

    /** Fault 13. */
    @Test
    void goThatOneNodeDoesNotSeeIsTakenBack() throws Exception {
        needThreeNodes();
        node(1).needCut();
        try (FaultedRestore restore = restore()) {
            // GO waits for all: so long that the one that is not to see it has said that it is armed.
            AtState late = restore.when(
                    node(2), "Armed", AWAIT_EXECUTOR + AtState.FREEZE_EXECUTOR + "; sleep 6; kill -CONT $(executor)");
            AtState deaf = restore.when(
                    node(1),
                    "Armed",
                    AWAIT_EXECUTOR + "sleep 4; " + AtState.FREEZE_EXECUTOR + "; sleep 20; kill -CONT $(executor)");
            restore.when(node(0), "StoppingApi", "true").await();
            node(1).cut();
            try {
                late.await();
                deaf.await();
                ground().await("the others gave up", node(0).name(), restore.isIn("Aborted"));
            } finally {
                node(1).heal();
            }
            restore.awaitApi();
            // Else it would wait for GO until its own deadline.
            Said given = ground().restorer().ask("restore", "rollback", restore.id());
            assertThat(given.out())
                    .as(given.err())
                    .containsAnyOf("What was staged on " + node(1).name() + " is removed", "was taken back already");
            restore.assertIsOldCluster();
            restore.assertAfterwards();
            FaultTable.row(
                    "13",
                    "GO given, and one node cut off before it saw it",
                    "the others gave up after 2 min, and `restore rollback` gives it up where it is still armed",
                    restore.away());
            restore.clean();
        }
    }

    @Test
    void aPersonOnOneNodeTakesAllBackBeforeTheDecision() throws Exception {
        needThreeNodes();
        try (FaultedRestore restore = restore()) {
            // The first node decides, and nothing can be decided without its vote.
            AtState held = restore.when(
                    node(0), "StartingEtcd", AtState.FREEZE_EXECUTOR + "; sleep 25; kill -CONT $(executor)");
            restore.when(node(2), "AwaitingMembers", "$folder/etcdbr-node rollback $id")
                    .await();
            held.await();
            restore.endsAsBefore("", "`etcdbr-node rollback` on one node before the decision", "RolledBack");
            restore.clean();
        }
    }

    /** Fault 37, with all nodes: no executor works, and what a person has is a shell. */
    @Test
    void theScriptOnTheNodesBringsTheOldClusterBack() throws Exception {
        try (FaultedRestore restore = restore()) {
            List<AtState> stopped = new ArrayList<>();
            for (Node node : ground().cluster().nodes()) {
                stopped.add(restore.when(node, "AwaitingMembers", AtState.FREEZE_EXECUTOR));
            }
            for (AtState one : stopped) {
                one.await();
            }
            for (Node node : ground().cluster().nodes()) {
                restore.recoverByHand(node);
            }
            restore.awaitApi();
            restore.assertIsOldCluster();
            for (Node node : ground().cluster().nodes()) {
                restore.rollBackOn(node);
            }
            restore.endsAsBefore(
                    "37", "executors SIGSTOPped in the change-over, then `RECOVER.sh` on all nodes", "RolledBack");
            restore.clean();
        }
    }

    private void cutPowerAt(String when, String first, String second, String third) throws Exception {
        assumeTrue(ground().cluster().nodes().size() == 3, "one node for each state");
        node(0).needPowerSwitch();
        Map<Node, String> cuts = Map.of(node(2), first, node(1), second, node(0), third);
        try (FaultedRestore restore = restore();
                ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            cuts.forEach((node, state) -> running.add(each.submit(() -> {
                restore.cutPower(node, state, SOME_SECONDS);
                return null;
            })));
            for (Future<?> cut : running) {
                cut.get();
            }
            restore.endsRestored(
                    "16",
                    "power of all nodes cut " + when + ", one each in " + first + ", " + second + " and " + third
                            + ", on again after 3 s");
            restore.clean();
        }
    }

    /** Skips the scenario where the cluster has fewer. */
    private void needThreeNodes() {
        assumeTrue(
                ground().cluster().nodes().size() >= 3,
                "something happens to each of three nodes, and the cluster has fewer");
    }

    private FaultedRestore restore() throws Exception {
        return FaultedRestore.of(ground(), backup);
    }

    private Node node(int index) {
        return ground().cluster().nodes().get(index);
    }

    private RestoreGround ground() {
        return Objects.requireNonNull(ground);
    }
}
