package io.etcdbr.node.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.node.datadir.MemberSwap;
import io.etcdbr.node.datadir.SwapFolders;
import io.etcdbr.node.host.FileId;
import io.etcdbr.node.processes.ProcFiles;
import io.etcdbr.restore.Staged;
import io.etcdbr.restore.State;
import io.etcdbr.restore.plan.RestorePlan;
import io.etcdbr.testing.EtcdProgram;
import io.etcdbr.testing.Programs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Restores of whole control planes: real etcd, executors in this process, and a kubelet that only starts and stops. */
@Timeout(1200)
class ExecutorIT {

    /** Those that have the tool that restores. */
    static List<EtcdProgram> programs() {
        List<EtcdProgram> found = EtcdProgram.all().stream()
                .filter(one -> one.has("etcdutl") && one.has("etcdctl"))
                .toList();
        Assumptions.assumeFalse(
                found.isEmpty(), "no etcd with etcdutl, so of 3.5 or later, is in PATH or in " + EtcdProgram.FOLDERS);
        return found;
    }

    static EtcdProgram etcd() {
        return programs().getLast();
    }

    @ParameterizedTest
    @MethodSource("programs")
    void threeNodesComeBackWithTheBackup(EtcdProgram program) throws Exception {
        try (ControlPlane plane = ControlPlane.start(program, 3, false)) {
            RestorePlan plan = plane.stage();
            plane.execute(plan);
            plane.go(plan);

            assertRestored(plane, plan);
            assertThat(plane.ctl("get", "--prefix", "/etcdbr/")).isEmpty();
        }
    }

    @Test
    void aSingleNodeComesBackAndWithoutAnyoneToAgreeWith() throws Exception {
        try (ControlPlane plane = ControlPlane.start(etcd(), 1, false)) {
            RestorePlan plan = plane.stage();
            plane.execute(plan);
            plane.go(plan);

            assertRestored(plane, plan);
        }
    }

    @Test
    void aSeparateWalDirectoryIsSwappedToo() throws Exception {
        try (ControlPlane plane = ControlPlane.start(etcd(), 3, true)) {
            RestorePlan plan = plane.stage();
            plane.execute(plan);
            plane.go(plan);

            assertRestored(plane, plan);
            for (TestNode node : plane.nodes) {
                assertThat(node.walFiles(node.walDir()
                                .resolve(".etcdbr")
                                .resolve(plan.id().value())
                                .resolve("old")))
                        .isNotEmpty();
            }
        }
    }

    @Test
    void aSecondRestoreOfAClusterThatWasRestoredMakesAThirdCluster() throws Exception {
        try (ControlPlane plane = ControlPlane.start(etcd(), 3, false)) {
            RestorePlan first = plane.stage();
            plane.execute(first);
            plane.go(first);
            assertRestored(plane, first);

            RestorePlan second = plane.stage();
            assertThat(second.etcd().liveRevision()).isGreaterThan(first.firstRevision());
            plane.execute(second);
            plane.go(second);
            assertRestored(plane, second);
        }
    }

    /** An etcd that has an alarm refuses the votes and every decision. */
    @ParameterizedTest
    @MethodSource("programs")
    void aBackupThatHoldsAnAlarmIsRestoredWithoutIt(EtcdProgram program) throws Exception {
        try (ControlPlane plane = ControlPlane.start(program, 3, false)) {
            RestorePlan plan = plane.stage(Duration.ofSeconds(40), plane::saveWithAlarm);
            plane.execute(plan);
            plane.go(plan);

            assertRestored(plane, plan);
            assertThat(plane.story(plan)).contains("The alarm NOSPACE that came with the backup was taken back.");
            assertThat(plane.ctl("alarm", "list")).isEmpty();
            plane.ctl("put", "/registry/things/written", "again");
            assertThat(plane.ctl("get", "--prefix", "/etcdbr/")).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void anEtcdThatDoesNotLetTheNodesWriteIsNotVotedForAndTheOldClusterComesBack(EtcdProgram program) throws Exception {
        try (ControlPlane plane = ControlPlane.start(program, 3, false)) {
            RestorePlan plan = plane.stage(Duration.ofSeconds(40), plane::saveWithAuth);
            long keys = plane.keys();
            plane.execute(plan);
            plane.go(plan);

            assertWentBack(plane, plan, "RolledBack", keys);
            for (TestNode node : plane.nodes) {
                assertThat(plane.states(plan, node)).contains("AwaitingMembers").doesNotContain("Voting");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void anAlarmThatRisesAfterTheVoteDoesNotKeepTheNodesFromGoingBack(EtcdProgram program) throws Exception {
        try (ControlPlane plane = ControlPlane.start(program, 3, false)) {
            RestorePlan plan = plane.stage();
            long keys = plane.keys();
            TestNode full = plane.nodes.getFirst();
            long member = plan.participant(full.name).newMemberId().value();
            AtomicBoolean once = new AtomicBoolean();
            // Nobody votes for an etcd that takes no writes, so all are to be past that look.
            Moments waiting = waitingAt("journaled Voting", () -> plane.haveAllBeen(plan, "Voting"));
            Moments filling = what -> {
                waiting.at(what);
                if (what.equals("journaled Voting") && !once.getAndSet(true)) {
                    ControlPlane.raiseNoSpace(full, member);
                }
            };
            for (TestNode node : plane.nodes) {
                plane.execute(plan, node, node == full ? filling : Moments.NONE);
            }
            plane.go(plan);

            assertWentBack(plane, plan, "RolledBack", keys);
            // Whoever finds out first asks; the others may read the decision before they do.
            assertThat(plane.haveBeen(plan, "AskingRollback")).isTrue();
            assertThat(plane.story(plan)).contains("was taken back, so that the nodes can decide to go back");
        }
    }

    /** Fault 23 of the design's list. */
    @Test
    void aNewEtcdThatCannotStartOnOneNodeBringsTheOldClusterBackOnAll() throws Exception {
        try (ControlPlane plane = ControlPlane.start(etcd(), 3, false)) {
            RestorePlan plan = plane.stage();
            TestNode bad = plane.nodes.get(1);
            spoilStagedDatabase(bad, plan);
            long keys = plane.keys();
            plane.execute(plan);
            plane.go(plan);

            assertWentBack(plane, plan, "RolledBack", keys);
            assertThat(plane.journal(plan, bad).state().orElseThrow().toString())
                    .contains("ended 2 times by itself");
        }
    }

    /** An API server that does not go on one node: nothing of etcd is touched anywhere. */
    @Test
    void aNodeThatDoesNotComeToTheGateInTimeMakesAllAbort() throws Exception {
        try (ControlPlane plane = ControlPlane.start(etcd(), 3, false)) {
            RestorePlan plan = plane.stage(Duration.ofSeconds(5));
            long keys = plane.keys();
            TestNode late = plane.nodes.getLast();
            for (TestNode node : plane.nodes) {
                plane.execute(
                        plan,
                        node,
                        node == late
                                // Whoever gives up first asks; the other may read the answer before it does.
                                ? waitingAt("journaled StoppingApi", () -> plane.haveBeen(plan, "GivingUp"))
                                : Moments.NONE);
            }
            plane.go(plan);

            assertWentBack(plane, plan, "Aborted", keys);
            for (TestNode node : plane.nodes) {
                assertThat(plane.states(plan, node)).doesNotContain("StoppingEtcd");
            }
        }
    }

    /** Fault 19. */
    @Test
    void anEtcdThatWasStoppedBySigstopIsKilledAndTheRestoreGoesOn() throws Exception {
        try (ControlPlane plane = ControlPlane.start(etcd(), 3, false)) {
            RestorePlan plan = plane.stage();
            TestNode stuck = plane.nodes.getLast();
            Moments stopping = what -> {
                if (what.equals("journaled StoppingEtcd")) {
                    signal("STOP", stuck);
                }
            };
            for (TestNode node : plane.nodes) {
                plane.execute(plan, node, node == stuck ? stopping : Moments.NONE);
            }
            plane.go(plan);

            assertRestored(plane, plan);
            assertThat(plane.story(plan)).contains("did not close its files itself");
        }
    }

    /** Faults 17 and 18: a kubelet that was restarted while no API server was there ends nothing that is removed. */
    @Test
    void aKubeletThatIgnoresRemovedManifestsDelaysNothing() throws Exception {
        try (ControlPlane plane = ControlPlane.start(etcd(), 3, false)) {
            RestorePlan plan = plane.stage();
            plane.kubelet(plane.nodes.getFirst()).ignoreRemovals(true);
            plane.execute(plan);
            plane.go(plan);

            assertRestored(plane, plan);
        }
    }

    /** Fault 20. The same bytes: they go out again, etcd is stopped again, and nothing was renamed under it. */
    @Test
    void etcdThatAPersonPutsBackInTheMiddleOfTheSwapIsStoppedAgain() throws Exception {
        try (ControlPlane plane = ControlPlane.start(etcd(), 3, false)) {
            RestorePlan plan = plane.stage();
            TestNode node = plane.nodes.getFirst();
            AtomicBoolean once = new AtomicBoolean();
            Moments hasty = what -> {
                if (what.startsWith("before: exchange") && !once.getAndSet(true)) {
                    copy(plan, node, "");
                    waitForEtcd(node);
                }
            };
            for (TestNode one : plane.nodes) {
                plane.execute(plan, one, one == node ? hasty : Moments.NONE);
            }
            plane.go(plan);

            assertRestored(plane, plan);
            assertThat(plane.story(plan)).contains("Somebody put").contains("it was moved out again");
        }
    }

    /** As a configuration management does; nothing was renamed under the etcd that it starts. */
    @Test
    void anotherManifestOfEtcdInTheMiddleOfTheSwapGoesAsideAndTheRestoreGoesOn() throws Exception {
        try (ControlPlane plane = ControlPlane.start(etcd(), 3, false)) {
            RestorePlan plan = plane.stage();
            TestNode node = plane.nodes.getFirst();
            String before = Files.readString(node.manifest("etcd"));
            AtomicBoolean once = new AtomicBoolean();
            Moments other = what -> {
                if (what.equals("journaled Swapping") && !once.getAndSet(true)) {
                    copy(plan, node, "--log-level=warn\n");
                    waitForEtcd(node);
                }
            };
            for (TestNode one : plane.nodes) {
                plane.execute(plan, one, one == node ? other : Moments.NONE);
            }
            plane.go(plan);

            assertRestored(plane, plan);
            assertThat(plane.story(plan)).contains("Somebody put another manifest at");
            assertThat(node.restore(plan.id()).resolve("out/etcd.yaml.other-1"))
                    .hasContent(before + "--log-level=warn");
            assertThat(node.manifest("etcd")).hasContent(before);
        }
    }

    @Test
    void aManifestOfEtcdThatIsChangedBeforeTheGateMakesAllAbortAndStays() throws Exception {
        try (ControlPlane plane = ControlPlane.start(etcd(), 3, false)) {
            RestorePlan plan = plane.stage();
            long keys = plane.keys();
            TestNode node = plane.nodes.getLast();
            for (TestNode one : plane.nodes) {
                plane.execute(plan, one, one == node ? changing(plan, node, "journaled StoppingApi") : Moments.NONE);
            }
            plane.go(plan);

            assertWentBack(plane, plan, "Aborted", keys);
            assertThat(plane.journal(plan, node).state().orElseThrow().toString())
                    .contains("somebody changed");
            assertThat(Files.readString(node.manifest("etcd"))).endsWith("--log-level=warn\n");
            for (TestNode one : plane.nodes) {
                assertThat(plane.states(plan, one)).doesNotContain("StoppingEtcd");
            }
        }
    }

    @Test
    void aManifestOfEtcdThatIsChangedAfterTheGateStaysAndTheOldEtcdGoesOn() throws Exception {
        try (ControlPlane plane = ControlPlane.start(etcd(), 1, false)) {
            RestorePlan plan = plane.stage();
            long keys = plane.keys();
            TestNode node = plane.nodes.getFirst();
            plane.execute(plan, node, changing(plan, node, "journaled StoppingEtcd"));
            plane.go(plan);

            assertWentBack(plane, plan, "Aborted", keys);
            assertThat(plane.states(plan, node)).contains("RestartingOld").doesNotContain("Stuck", "Swapping");
            assertThat(Files.readString(node.manifest("etcd"))).endsWith("--log-level=warn\n");
        }
    }

    @Test
    void aManifestThatIsChangedUnderTheNewEtcdGoesAsideOnTheWayBack() throws Exception {
        try (ControlPlane plane = ControlPlane.start(etcd(), 1, false)) {
            RestorePlan plan = plane.stage();
            long keys = plane.keys();
            TestNode node = plane.nodes.getFirst();
            String before = Files.readString(node.manifest("etcd"));
            Moments changing = changing(plan, node, "journaled AwaitingMembers");
            plane.execute(plan, node, what -> {
                changing.at(what);
                if (what.equals("journaled AwaitingMembers")) {
                    ask(plan, node, Request.ROLLBACK);
                }
            });
            plane.go(plan);

            assertWentBack(plane, plan, "RolledBack", keys);
            assertThat(node.manifest("etcd")).hasContent(before);
            assertThat(node.restore(plan.id()).resolve("out/etcd.yaml.other-1"))
                    .hasContent(before + "--log-level=warn");
        }
    }

    /** What RECOVER.sh does with force, here by the same renames. */
    @Test
    void aRestoreThatAPersonTookBackByForceAfterTheCommitEndsWithARollback() throws Exception {
        try (ControlPlane plane = ControlPlane.start(etcd(), 1, false)) {
            RestorePlan plan = plane.stage();
            long keys = plane.keys();
            TestNode node = plane.nodes.getFirst();
            plane.execute(plan);
            plane.go(plan);
            assertRestored(plane, plan);
            Path aside =
                    Files.move(node.manifest("etcd"), node.restore(plan.id()).resolve("out/etcd.yaml"));
            ControlPlane.patiently("etcd ends", () -> etcdOf(node).isEmpty());
            Staged staged = plane.journal(plan, node).staged().orElseThrow();
            SwapFolders folders = new SwapFolders(node.dataDir(), plan.id());
            new MemberSwap(folders, staged.oldMember(), staged.newMember(), _ -> {}).back();
            assertThat(aside).hasSameTextualContentAs(node.restore(plan.id()).resolve("saved/etcd.yaml"));
            copy(plan, node, "");
            waitForEtcd(node);
            Files.writeString(node.restore(plan.id()).resolve("recovering"), "done by force\n");

            Optional<State.Terminal> end = NodeRestore.open(
                            plan.id(), node.name, node.settings(Moments.NONE, System.out))
                    .execute(Optional.of(Request.ROLLBACK));

            assertThat(end.orElseThrow().name()).isEqualTo("RolledBack");
            assertWentBack(plane, plan, "RolledBack", keys);
            assertThat(node.restore(plan.id()).resolve("recovering")).doesNotExist();
        }
    }

    private static void ask(RestorePlan plan, TestNode node, Request request) {
        try {
            new Requests(node.restore(plan.id()).resolve("request")).leave(request);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Moments changing(RestorePlan plan, TestNode node, String moment) {
        return what -> {
            if (what.equals(moment)) {
                copy(plan, node, "--log-level=warn\n");
            }
        };
    }

    @Test
    void aPersonWhoAsksForTheOldClusterBeforeTheVoteGetsItOnAllNodes() throws Exception {
        try (ControlPlane plane = ControlPlane.start(etcd(), 3, false)) {
            RestorePlan plan = plane.stage();
            long keys = plane.keys();
            TestNode late = plane.nodes.getLast();
            TestNode asked = plane.nodes.getFirst();
            for (TestNode node : plane.nodes) {
                plane.execute(
                        plan,
                        node,
                        node == late
                                ? waitingAt(
                                        "journaled StartingEtcd",
                                        () -> plane.states(plan, asked).contains("RollingBack"))
                                : Moments.NONE);
            }
            plane.go(plan);
            ControlPlane.patiently(
                    "it waits for the members", () -> plane.states(plan, asked).contains("AwaitingMembers"));

            NodeRestore.open(plan.id(), asked.name, asked.settings(Moments.NONE, System.out))
                    .execute(Optional.of(Request.ROLLBACK));

            assertWentBack(plane, plan, "RolledBack", keys);
        }
    }

    /** The node would be outside of what the others serve. */
    @Test
    void aCommitThatIsKnownComesBeforeAPersonWhoForcesTheWayBack() throws Exception {
        try (ControlPlane plane = ControlPlane.start(etcd(), 1, false)) {
            RestorePlan plan = plane.stage();
            TestNode node = plane.nodes.getFirst();
            plane.execute(plan, node, what -> {
                if (what.equals("commit tried")) {
                    ask(plan, node, Request.FORCED_ROLLBACK);
                }
            });
            plane.go(plan);

            assertRestored(plane, plan);
            assertThat(plane.story(plan)).contains("A person asked for the way back, which changes nothing");
        }
    }

    static void assertRestored(ControlPlane plane, RestorePlan plan) throws Exception {
        assertThat(plane.ends(plan).values()).as(plane.story(plan)).containsOnly("Restored");
        assertOnlySeen(plane, plan.etcd().oldClusterId(), plan.etcd().newClusterId());
        assertThat(plane.keys()).isGreaterThanOrEqualTo(plan.backup().keys());
        assertThat(plane.ctl("get", "--prefix", "/registry/things/after"))
                .as(plane.story(plan))
                .isEmpty();
        assertThat(plane.ctl("get", "/registry/namespaces/kube-system")).contains("here");
        assertThat(plane.statuses().values())
                .hasSize(plane.nodes.size())
                .allMatch(status ->
                        status.clusterId() == plan.etcd().newClusterId().value())
                .allMatch(status -> status.revision() >= plan.firstRevision());
        ControlPlane.patiently("everything runs", plane::runs);
        for (TestNode node : plane.nodes) {
            assertThat(FileId.inodeOf(node.dataDir()
                            .resolve(".etcdbr")
                            .resolve(plan.id().value())
                            .resolve("old/member")))
                    .as("the old data of %s", node.name)
                    .hasValue(plane.journal(plan, node).staged().orElseThrow().oldMember());
        }
    }

    /** The watcher saw these, and none that nobody made. */
    private static void assertOnlySeen(ControlPlane plane, EtcdClusterId... clusters) throws Exception {
        for (EtcdClusterId cluster : clusters) {
            ControlPlane.patiently(
                    "cluster " + cluster + " is seen", () -> plane.seenClusters.contains(cluster.value()));
        }
        assertThat(plane.strangeClusters()).isEmpty();
    }

    static void assertWentBack(ControlPlane plane, RestorePlan plan, String end, long keys) throws Exception {
        assertThat(plane.ends(plan).values()).as(plane.story(plan)).containsOnly(end);
        assertOnlySeen(plane, plan.etcd().oldClusterId());
        ControlPlane.patiently("everything runs", plane::runs);
        assertThat(plane.ctl("get", "--prefix", "--keys-only", "/registry/things/after"))
                .contains("after");
        assertThat(plane.keys()).isGreaterThanOrEqualTo(keys);
        assertThat(plane.statuses().values())
                .hasSize(plane.nodes.size())
                .allMatch(status ->
                        status.clusterId() == plan.etcd().oldClusterId().value());
    }

    static Moments waitingAt(String moment, ControlPlane.Check until) {
        return what -> {
            if (what.equals(moment)) {
                try {
                    ControlPlane.patiently("what is waited for at " + moment, until);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        };
    }

    /** Its WAL stays as it is, so that only etcd itself finds out. */
    private static void spoilStagedDatabase(TestNode node, RestorePlan plan) throws IOException {
        Path db = node.dataDir().resolve(".etcdbr").resolve(plan.id().value()).resolve("new/member/snap/db");
        try (FileChannel file = FileChannel.open(db, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[16384]));
        }
    }

    /** Whole at once, since kubelet looks at it at any moment. */
    private static void copy(RestorePlan plan, TestNode node, String more) {
        try {
            String saved = Files.readString(node.restore(plan.id()).resolve("saved/etcd.yaml"));
            Path draft = Files.writeString(node.restore(plan.id()).resolve("draft"), saved + more);
            Files.move(draft, node.manifest("etcd"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void waitForEtcd(TestNode node) {
        try {
            ControlPlane.patiently("etcd runs again", () -> etcdOf(node).isPresent());
            Thread.sleep(500);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<Integer> etcdOf(TestNode node) throws IOException {
        return new ProcFiles(Path.of("/proc"))
                .processes("etcd"::equals).stream()
                        .filter(node::isOurs)
                        .map(process -> process.pid())
                        .findFirst();
    }

    private static void signal(String name, TestNode node) {
        try {
            Programs.run("kill", "-" + name, "" + etcdOf(node).orElseThrow());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
