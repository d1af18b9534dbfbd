package io.etcdbr.kubectl.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.restore.plan.AbsentMember;
import io.etcdbr.restore.plan.PlanFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sun.misc.Signal;

/** What follows on a restore that was begun: status, rollback, clean and continue, where nodes or the API do not answer. */
@Timeout(300)
class RestoreFollowUpTest {
    private static final String ID = "r20261120t143005-7f3a9c";

    private final ScriptedCluster cluster = new ScriptedCluster();

    /** With an API that does not answer. */
    private Duration patience = Duration.ofMinutes(5);

    @BeforeEach
    void aRestoreOfThreeNodes() {
        cluster.plan = Optional.of(PlanFixture.plan(3));
        all("Staged");
    }

    private void all(String state) {
        for (String node : List.of("cp1", "cp2", "cp3")) {
            cluster.states.put(node, state);
        }
    }

    /** As whoever looked on to the end got it; before GO nothing has ended. */
    @ParameterizedTest
    @CsvSource({
        "Restored,OK",
        "RolledBack,UNDONE",
        "Aborted,UNDONE",
        "Stuck,STUCK",
        "Planned,OK",
        "Staged,OK",
        "Armed,OK",
        "Disarmed,OK"
    })
    void theStatusOfARestoreThatHasEndedEndsAsTheLookingOnDid(String state, ExitCode code) {
        all(state);

        ScriptedRun run = run("restore", "status", ID);

        assertThat(run.code()).as(run.err()).isEqualTo(code.number());
        assertThat(run.out()).contains("Restore " + ID, "cp3: ");
    }

    /** The workstation that gave GO may be gone, and its report with it. */
    @Test
    void statusOfARestoredClusterIsTheReportOfItsEnd() {
        all("Restored");
        cluster.since = Optional.of(Instant.parse("2026-11-20T15:00:00Z"));

        ScriptedRun run = run("restore", "status", ID);

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("Restored.\n", "Verified\n", "equal HashKV, 812 keys", "3 of 3 members answer, cp2 leads")
                .contains("Look at\n", "pods that log 'Unauthorized'")
                .contains("cp3: /var/lib/etcd/.etcdbr/" + ID + "/old\n")
                .contains("  To go back to it say: kubectl etcdbr restore rollback " + ID + "\n")
                .contains("keep it at least until 2026-11-27, and then say: kubectl etcdbr restore clean " + ID)
                .doesNotContain("NOT", "The API was away");
    }

    /** As one whose API server is not back yet, or that joined after the backup. */
    @ParameterizedTest
    @CsvSource({"Restored, OK", "RolledBack, UNDONE", "Staged, KUBERNETES_UNREACHABLE"})
    void aNodeThatCannotBeAskedIsNamedAndTheOthersAreHeard(String state, ExitCode code) {
        all(state);
        cluster.failures.put("cp1 status", ExitCode.KUBERNETES_MISSING);

        ScriptedRun run = run("restore", "status", ID);

        assertThat(run.code()).as(run.err()).isEqualTo(code.number());
        assertThat(run.out()).contains("  cp1: could not be looked at: ", "  cp2: ", "  cp3: ");
    }

    @Test
    void whereNoNodeCanBeAskedItIsSaidWhy() {
        for (String node : List.of("cp1", "cp2", "cp3")) {
            cluster.failures.put(node + " status", ExitCode.KUBERNETES_MISSING);
        }

        ScriptedRun run = run("restore", "status", ID);

        assertThat(run.code()).isEqualTo(ExitCode.KUBERNETES_MISSING.number());
        assertThat(run.err()).contains("node cp1, status: status went wrong");
    }

    /** The first node's member may be down, or its pod not to be reached, while the others tell how etcd is. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void etcdIsAskedThroughTheNextNodeWhereTheFirstDoesNotAnswer(boolean down) {
        all("Restored");
        if (down) {
            cluster.down.add("cp1");
        } else {
            cluster.failures.put("cp1 members", ExitCode.KUBERNETES_UNREACHABLE);
        }

        ScriptedRun run = run("restore", "status", ID);

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains((down ? "NOT all: 2" : "3") + " of 3 members answer, cp2 leads")
                .doesNotContain("etcd could not be asked");
    }

    @Test
    void statusOfARestoreThatWentBackTellsWhatIsLeft() {
        all("RolledBack");

        assertThat(run("restore", "status", ID).out())
                .contains("What is left\n", "cp1: /var/lib/etcd/.etcdbr/" + ID + "/new (the restored data, unused)\n")
                .containsOnlyOnce("cp2: runs the old cluster again")
                .endsWith("say: kubectl etcdbr restore clean " + ID + "\n")
                .doesNotContain("To go back");
    }

    /** A person brought the old cluster back without the executors, whose last state says nothing of that. */
    @Test
    void nodesOnWhichRecoverWasRunWaitForAPersonAndTellSo() {
        all("AwaitingMembers");
        for (String node : List.of("cp1", "cp2", "cp3")) {
            cluster.recovering.put(node, "done");
        }

        ScriptedRun run = run("restore", "status", ID);

        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.STUCK.number());
        assertThat(run.out())
                .contains(
                        "cp2: new etcd starts, waiting for all members; RECOVER.sh has brought the old cluster back\n");
        assertThat(run.err())
                .contains("restore " + ID + " waits for a person on cp1: RECOVER.sh has brought the old cluster back,"
                        + " in state AwaitingMembers")
                .contains("say on one such node after another: /etc/kubernetes/etcdbr/" + ID + "/etcdbr-node rollback "
                        + ID);
    }

    @ParameterizedTest
    @CsvSource({
        "RolledBack, done, true, UNDONE",
        "RolledBack, done by force, true, UNDONE",
        "RolledBack, moving, false, STUCK",
        "Voting, moving, false, STUCK",
        "Restored, done by force, false, STUCK",
        "Restored, moving, false, STUCK"
    })
    void howFarRecoverCameStandsInTheJsonAndTellsWhetherTheRestoreHasEnded(
            String state, String recovering, boolean ended, ExitCode code) {
        all(state);
        cluster.states.put("cp1", "RolledBack");
        cluster.states.put("cp2", state);
        cluster.recovering.put("cp2", recovering);
        cluster.states.put("cp3", "RolledBack");

        ScriptedRun run = run("restore", "status", ID, "-o", "json");

        assertThat(run.code()).as(run.err()).isEqualTo(code.number());
        JsonArray nodes = JsonParser.parseString(run.out()).getAsJsonObject().getAsJsonArray("nodes");
        assertThat(nodes.get(0).getAsJsonObject().get("recovering").isJsonNull())
                .isTrue();
        JsonObject node = nodes.get(1).getAsJsonObject();
        assertThat(node.get("recovering").getAsString()).isEqualTo(recovering);
        assertThat(node.get("ended").getAsBoolean()).isEqualTo(ended);
        assertThat(run.err().contains("Run /etc/kubernetes/etcdbr/" + ID + "/RECOVER.sh on that node to its end"))
                .isEqualTo(recovering.equals("moving"));
    }

    /** The data from before is in place there, whatever the journal says. */
    @Test
    void aRestoredNodeOnWhichRecoverWasForcedIsNotCleaned() {
        all("Restored");
        cluster.recovering.put("cp2", "done by force");

        ScriptedRun run = run("restore", "clean", ID, "--yes");

        assertThat(run.code()).isEqualTo(ExitCode.REFUSED.number());
        assertThat(run.err())
                .contains(
                        "has not ended on cp2; its state is Restored, and RECOVER.sh has brought the old cluster back by"
                                + " force");
        assertThat(cluster.calls).noneMatch(call -> call.endsWith(" clean"));
    }

    /** As after a restore from a workstation whose clock was ahead. */
    @ParameterizedTest
    @CsvSource({
        "Stuck, Restored, " + ID,
        "Staged, Restored, " + ID,
        "RolledBack, Restored, r20991231t235959-ffffff",
        "Stuck, Staged, " + ID
    })
    void statusShowsTheRestoreThatHasNotEndedThoughAnotherIsDatedLater(String state, String later, String shown) {
        all(state);
        cluster.others.put("r20991231t235959-ffffff", later);

        assertThat(run("restore", "status").out()).startsWith("Restore " + shown + "\n");
    }

    @Test
    void statusNamesNodesThatItCouldNotLookAtAndFailsBeforeGo() {
        cluster.dead.add("cp3");

        ScriptedRun run = run("restore", "status", ID);

        assertThat(run.code()).isEqualTo(ExitCode.KUBERNETES_UNREACHABLE.number());
        assertThat(run.out())
                .contains("cp1: new data staged", "cp3: could not be looked at: pod etcdbr-stager-")
                .doesNotContain("Go on with");
        assertThat(run.err())
                .contains("node cp3 could not be reached, and how restore " + ID
                        + " is there is not known: pod etcdbr-stager-")
                .contains("/etc/kubernetes/etcdbr/" + ID + "/etcdbr-node status");
    }

    /** GO was not seen by one node, and the others gave up. */
    @Test
    void aNodeThatWaitsForGoBesideOthersThatWentBackMakesNoSuccess() {
        all("Aborted");
        cluster.states.put("cp2", "Armed");

        ScriptedRun run = run("restore", "status", ID);

        assertThat(run.code()).isEqualTo(ExitCode.UNDONE.number());
        assertThat(run.err())
                .contains("was taken back, and the cluster is the one from before")
                .contains(
                        "Give it up on cp2 too, which never saw GO, with 'kubectl etcdbr restore rollback " + ID + "'");
    }

    @Test
    void nodesThatCouldNotBeLookedAtStandInTheJsonOfStatusToo() {
        all("RolledBack");
        cluster.dead.add("cp3");

        ScriptedRun run = run("restore", "status", ID, "-o", "json");

        assertThat(run.code()).isEqualTo(ExitCode.UNDONE.number());
        assertThat(JsonParser.parseString(run.out())
                        .getAsJsonObject()
                        .getAsJsonObject("notSeen")
                        .get("cp3")
                        .getAsString())
                .contains("pod etcdbr-stager-");
        assertThat(run.err()).contains("; node cp3 could not be looked at: pod etcdbr-stager-");
    }

    @Test
    void aNodeThatDiedAfterGoIsNamedWhenTheOthersHaveGoneBack() {
        all("RollingBack");
        cluster.dead.add("cp3");
        cluster.before = call -> {
            if (call.equals("cp2 status")
                    && cluster.calls.stream().filter(call::equals).count() > 2) {
                all("RolledBack");
            }
        };

        ScriptedRun run = run("restore", "status", ID);

        assertThat(run.code()).isEqualTo(ExitCode.UNDONE.number());
        assertThat(run.out()).contains("cp1: runs the old cluster again", "cp3: could not be looked at: ");
        assertThat(cluster.pods).isEmpty();
    }

    @Test
    void aNodeThatTookNoPartIsNotMissed() {
        cluster.plan = Optional.of(PlanFixture.plan(2));
        cluster.states.remove("cp3");
        cluster.dead.add("cp3");

        assertThat(run("restore", "status", ID).code()).isZero();
        assertThat(run("restore", "rollback", ID).code()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "rollback", "clean", "--continue"})
    void whereNoPodStartsItIsSaidWhyAndNotThatThereIsNoRestore(String verb) {
        cluster.dead.addAll(List.of("cp1", "cp2", "cp3"));

        ScriptedRun run = verb.equals("clean") || verb.equals("--continue")
                ? run("restore", verb, ID, "--yes")
                : run("restore", verb, ID);

        assertThat(run.code()).isEqualTo(ExitCode.KUBERNETES_UNREACHABLE.number());
        assertThat(run.err())
                .contains("was removed by somebody else before it ran")
                .doesNotContain("no restore", "no node");
    }

    @Test
    void aRestoreThatMayBeOnANodeThatCouldNotBeLookedAtIsNotDenied() {
        cluster.states.keySet().removeAll(List.of("cp1", "cp2"));
        cluster.dead.add("cp3");

        ScriptedRun run = run("restore", "status", ID);

        assertThat(run.code()).isEqualTo(ExitCode.KUBERNETES_UNREACHABLE.number());
        assertThat(run.err())
                .contains("there is no restore " + ID + " on cp1, cp2, and cp3 could not be looked at: pod");
    }

    /** Two of three took part, and one of them was forced back: each of both is one short. */
    @Test
    void whereNeitherSideIsAQuorumNobodyIsToldToJoinACluster() {
        cluster.plan = Optional.of(PlanFixture.plan(2, List.of(new AbsentMember("cp3", "cp3", "powered off"))));
        cluster.states.remove("cp3");
        cluster.states.put("cp1", "Restored");
        cluster.states.put("cp2", "RolledBack");

        ScriptedRun run = run("restore", "status", ID);

        assertThat(run.code()).isEqualTo(ExitCode.STUCK.number());
        assertThat(run.err())
                .contains("neither is a quorum, so there is no cluster")
                .contains("on cp1, cp2 say /etc/kubernetes/etcdbr/" + ID
                        + "/RECOVER.sh --force-time-travel, and then etcdbr-node rollback on one after another")
                .contains(
                        "or take the manifests away on cp1, see both processes gone, which kubelet does not always end,"
                                + " and only then let cp3 run again with the data from before")
                .doesNotContain("join the members");
    }

    @Test
    void whereANodeIsNotSeenThatMakesTheQuorumNoneIsToBeStoppedBefore() {
        cluster.states.put("cp1", "Restored");
        cluster.states.put("cp2", "RolledBack");
        cluster.dead.add("cp3");

        ScriptedRun run = run("restore", "status", ID);

        assertThat(run.code()).isEqualTo(ExitCode.STUCK.number());
        assertThat(run.err())
                .contains("which of them is the cluster is not known without cp3")
                .contains("Stop none before you know how it ended on cp3")
                .doesNotContain("out of kubelet's folder", "RECOVER.sh");
    }

    @ParameterizedTest
    @CsvSource({"Restored, cp2", "RolledBack, cp1"})
    void theSideWithoutAQuorumIsToBeStoppedAndJoined(String third, String fewer) {
        cluster.states.put("cp1", "Restored");
        cluster.states.put("cp2", "RolledBack");
        cluster.states.put("cp3", third);

        assertThat(run("restore", "status", ID).err())
                .contains("out of kubelet's folder on " + fewer + " now, see both processes gone, ");
    }

    @Test
    void rollbackNamesNodesOnWhichItCouldNotGiveUpAndFails() {
        cluster.dead.add("cp3");

        ScriptedRun run = run("restore", "rollback", ID);

        assertThat(run.code()).isEqualTo(ExitCode.KUBERNETES_UNREACHABLE.number());
        assertThat(run.out()).contains("What was staged on cp1, cp2 is removed");
        assertThat(run.err())
                .contains("node cp3 could not be reached, and what restore " + ID + " staged there is still there: ")
                .contains("etcdbr-node discard " + ID);
        assertThat(cluster.states).containsOnlyKeys("cp3");
    }

    @Test
    void rollbackOfARestoreUnderWayNamesTheFirstNodeThatHasNotEnded() {
        all("Voting");
        cluster.states.put("cp1", "RolledBack");

        ScriptedRun run = run("restore", "rollback", ID);

        assertThat(run.code()).isEqualTo(ExitCode.REFUSED.number());
        assertThat(run.err()).contains("restore " + ID + " is under way on cp2, in state Voting");
    }

    @Test
    void rollbackWithoutAnIdNamesTheOneThatHasNotEnded() {
        all("Voting");
        cluster.others.put("r20991231t235959-ffffff", "Restored");

        ScriptedRun run = run("restore", "rollback");

        assertThat(run.code()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.err())
                .contains("expected the id of a restore, found nothing. One has not ended: "
                        + "kubectl etcdbr restore rollback " + ID);
        assertThat(cluster.calls).allMatch(call -> call.endsWith(" status"));
    }

    /** All have ended, several have not, or nobody can be asked. */
    @ParameterizedTest
    @CsvSource({
        "Restored, Restored, false, shows the ids",
        "Staged, Stuck, false, 'Not ended are r20991231t235959-ffffff, " + ID + "; '",
        "Staged, Staged, true, shows the ids"
    })
    void rollbackWithoutAnIdGuessesNone(String state, String other, boolean silent, String next) {
        all(state);
        cluster.others.put("r20991231t235959-ffffff", other);
        if (silent) {
            cluster.dead.addAll(List.of("cp1", "cp2", "cp3"));
        }

        ScriptedRun run = run("restore", "rollback");

        assertThat(run.code()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.err()).contains("expected the id of a restore, found nothing. ", next);
    }

    @Test
    void whatIsStagedStaysWhereANodeCannotBeLookedAtToGoOn() {
        cluster.dead.add("cp3");

        ScriptedRun run = run("restore", "--continue", ID, "--yes");

        assertThat(run.code()).isEqualTo(ExitCode.KUBERNETES_UNREACHABLE.number());
        assertThat(run.err())
                .contains("restore " + ID + " does not go on: node cp3 could not be looked at: pod etcdbr-stager-")
                .contains("what is staged stays");
        assertThat(cluster.calls).noneMatch(call -> call.matches(".* (arm|discard)"));
    }

    @Test
    void keysThatStayInEtcdAreNoSuccessOfCleaning() {
        all("Restored");
        for (String node : List.of("cp1", "cp2", "cp3")) {
            cluster.keysLeft.put(node, "the keys below /etcdbr/" + ID + "/ stay in etcd: etcd did not answer");
        }

        ScriptedRun run = run("restore", "clean", ID, "--yes");

        assertThat(run.code()).isEqualTo(ExitCode.KUBERNETES_UNREACHABLE.number());
        assertThat(run.out()).contains("Removed what restore " + ID + " left on cp1, cp2, cp3.");
        assertThat(run.err())
                .contains("stay in etcd: etcd did not answer. Once every node has ended")
                .contains("etcdctl del --prefix /etcdbr/" + ID + "/");
        assertThat(cluster.states).isEmpty();
    }

    @Test
    void keysThatOneNodeRemovedAreGone() {
        all("Restored");
        cluster.keysLeft.put("cp1", "the keys stay");

        assertThat(run("restore", "clean", ID, "--yes").code()).isZero();
    }

    @Test
    void aNodeThatRefusesToBeCleanedIsNoMatterOfKeys() {
        all("Restored");
        cluster.failures.put("cp2 clean", ExitCode.REFUSED);

        ScriptedRun run = run("restore", "clean", ID, "--yes");

        assertThat(run.code()).isEqualTo(ExitCode.REFUSED.number());
        assertThat(run.err())
                .contains("node cp2, clean: clean went wrong; what restore " + ID
                        + " left is removed on cp1, cp3. Mend it.");
        assertThat(cluster.states).containsOnlyKeys("cp2");
    }

    @Test
    void anApiThatNeverAnswersEndsTheWaitingForItAndTellsTheCause() {
        cluster.silence = new Failure(
                ExitCode.KUBERNETES_REFUSED, "the cluster is not trusted: signed by another", "Check the authority");
        patience = Duration.ofSeconds(1);
        cluster.goAway(1000);

        ScriptedRun run = run("restore", "status", ID);

        assertThat(run.code()).isEqualTo(ExitCode.KUBERNETES_UNREACHABLE.number());
        assertThat(run.err())
                .contains(
                        "The API does not answer: the cluster is not trusted: signed by another. Check the authority.")
                .doesNotContain("part of it")
                .contains("the API did not answer for 1 s: the cluster is not trusted")
                .contains("/etc/kubernetes/etcdbr/" + ID + "/etcdbr-node status");
    }

    @Test
    void anOutageIsWaitedForAndItsCauseSaidOnce() {
        cluster.goAway(2);

        ScriptedRun run = run("restore", "status", ID);

        assertThat(run.code()).isZero();
        assertThat(run.err())
                .containsOnlyOnce("The API does not answer: nobody listens.")
                .contains("part of it");
    }

    @ParameterizedTest
    @CsvSource({
        "status, cp1 status, no longer looked at; a restore that is under way goes on by itself on its nodes",
        "rollback, cp2 discard, may be given up on some nodes and not on others",
        "clean, cp2 clean, may be removed on some nodes and not on others"
    })
    void ctrlCSaysWhatBecomesOfTheRestore(String verb, String during, String said) {
        all(verb.equals("rollback") ? "Staged" : "Restored");
        stopDuring(during);

        ScriptedRun run = verb.equals("clean") ? run("restore", verb, ID, "--yes") : run("restore", verb, ID);

        assertThat(run.code()).isEqualTo(ExitCode.INTERRUPTED.number());
        assertThat(run.err())
                .contains(said, "kubectl etcdbr restore " + verb + " " + ID)
                .doesNotContain("unfinished");
        assertThat(cluster.pods).isEmpty();
    }

    /** Raises SIGINT while a program runs, which then hangs until it is ended. */
    private void stopDuring(String call) {
        cluster.before = now -> {
            if (now.equals(call)) {
                Signal.raise(new Signal("INT"));
                try {
                    cluster.cancelled.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                throw new EtcdbrException(ExitCode.KUBERNETES_UNREACHABLE, "running a command broke off", "");
            }
        };
    }

    private ScriptedRun run(String... args) {
        return ScriptedRun.of(
                List.of(
                        new RestoreVerb(_ -> cluster, TerminalConversation.Questions::of),
                        new RestoreStatusVerb(_ -> cluster, patience),
                        new RestoreRollbackVerb(_ -> cluster, TerminalConversation.Questions::of, patience),
                        new RestoreCleanVerb(_ -> cluster, TerminalConversation.Questions::of)),
                args);
    }
}
