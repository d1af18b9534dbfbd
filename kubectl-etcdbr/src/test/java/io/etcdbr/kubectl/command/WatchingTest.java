package io.etcdbr.kubectl.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.kubectl.restore.Activity;
import io.etcdbr.kubectl.restore.Patience;
import io.etcdbr.kubectl.restore.RestoreEnd;
import io.etcdbr.kubectl.restore.Restoring;
import io.etcdbr.kubectl.restore.Watching;
import io.etcdbr.kubectl.stager.Reach;
import io.etcdbr.progress.Progress;
import io.etcdbr.restore.plan.PlanFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Looking on where nodes, the API or one's rights do not come back. */
@Timeout(300)
class WatchingTest {
    private static final List<String> NODES = List.of("cp1", "cp2", "cp3");
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(50);

    private final ScriptedCluster cluster = new ScriptedCluster();
    private final List<String> said = new ArrayList<>();
    private Consumer<String> onceSaid = _ -> {};

    private final Activity activity = new Activity() {
        @Override
        public void begins(String what) {}

        @Override
        public void says(String sentence) {
            said.add(sentence);
            onceSaid.accept(sentence);
        }

        @Override
        public Progress progress() {
            return Progress.NONE;
        }
    };

    @BeforeEach
    void aRestoreOfThreeNodes() {
        cluster.plan = Optional.of(PlanFixture.plan(3));
        all("Finishing");
    }

    private void all(String state) {
        NODES.forEach(node -> cluster.states.put(node, state));
    }

    private RestoreEnd watch(Duration outage, Duration unaskable) {
        Restoring.Pods pods = Restoring.Pods.of(cluster, "", Optional.empty(), Reach.NODE, Duration.ofSeconds(1));
        Cancellation cancellation = new Cancellation();
        try (Watching watching = new Watching(
                cluster,
                Optional.empty(),
                on -> pods.on(on, cancellation),
                PlanFixture.ID,
                NODES,
                OptionalLong.of(PlanFixture.plan(3).firstRevision()),
                activity,
                cancellation,
                new Patience(outage, unaskable, SHORT))) {
            return watching.untilItEnds();
        }
    }

    @Test
    void aNodeThatDiedDoesNotKeepTheOthersEndFromBeingTold() {
        all("RolledBack");
        cluster.dead.add("cp3");

        RestoreEnd end = watch(LONG, LONG);

        assertThat(end.nodes()).containsOnlyKeys("cp1", "cp2");
        assertThat(end.notSeen()).containsOnlyKeys("cp3");
        assertThat(RestoreOptions.failure(PlanFixture.ID, end))
                .hasValueSatisfying(failure -> assertThat(failure.code()).isEqualTo(ExitCode.UNDONE));
    }

    /** To try again is what the next look does, and meanwhile the other nodes are heard. */
    @Test
    void whoIsRefusedAtALookIsNotAskedAgainInTheSame() {
        all("Restored");

        assertThat(watch(LONG, LONG).restored()).isTrue();

        assertThat(cluster.calls.stream().filter(call -> call.endsWith(" status")))
                .isNotEmpty()
                .hasSize(cluster.once.get());
    }

    @Test
    void aStuckNodeIsToldThoughAnotherCannotBeLookedAt() {
        cluster.states.put("cp1", "Stuck");
        cluster.states.put("cp2", "RolledBack");
        cluster.dead.add("cp3");

        assertThat(watch(LONG, LONG).stuck()).isTrue();
    }

    @Test
    void etcdIsAskedThroughTheNextNodeWhereTheFirstDoesNotAnswer() {
        all("Restored");
        cluster.failures.put("cp1 members", ExitCode.SOURCE_UNREACHABLE);

        assertThat(watch(LONG, LONG).etcd()).isPresent();
        assertThat(cluster.calls).contains("cp1 members", "cp2 members").doesNotContain("cp3 members");
    }

    @Test
    void wherePersonsRunRecoverThatIsSaidWhileLookingOn() {
        cluster.before = call -> {
            if (cluster.calls.stream().filter("cp1 status"::equals).count() == 3) {
                cluster.recovering.put("cp1", "checking");
            }
            if (cluster.calls.stream().filter("cp1 status"::equals).count() == 6) {
                NODES.forEach(node -> cluster.recovering.put(node, "done"));
            }
        };

        assertThat(watch(LONG, LONG).stuck()).isTrue();
        assertThat(said)
                .contains(
                        "cp1: waiting for all API servers",
                        "cp1: waiting for all API servers; RECOVER.sh was begun, and has moved nothing yet",
                        "cp1: waiting for all API servers; RECOVER.sh has brought the old cluster back");
    }

    /** It disarms at its own deadline only. */
    @Test
    void aNodeThatNeverSawGoDoesNotKeepTheOthersEndFromBeingTold() {
        all("Aborted");
        cluster.states.put("cp2", "Armed");

        RestoreEnd end = watch(LONG, LONG);

        assertThat(end.undone()).isTrue();
        assertThat(end.nodes()).containsOnlyKeys("cp1", "cp2", "cp3");
    }

    /** They disarm one after the other, and GO may come while one is armed anew. */
    @Test
    void nodesThatDisarmAreWaitedForToTheLast() {
        all("Armed");
        cluster.states.put("cp1", "Disarmed");
        cluster.before = call -> {
            if (cluster.calls.stream().filter("cp1 status"::equals).count() == 5) {
                all("Disarmed");
            }
        };

        assertThat(watch(LONG, LONG).disarmed()).isTrue();
    }

    @Test
    void aNodeThatKnowsTheRestoreNoMoreDoesNotKeepTheOthersEndFromBeingTold() {
        all("Restored");
        cluster.states.remove("cp3");

        assertThat(watch(LONG, LONG).notSeen()).containsEntry("cp3", "it knows nothing of this restore");
    }

    /** As one that joined after the backup: its kubelet runs the pod, and the API servers do not know where it is. */
    @Test
    void aNodeWhosePodCannotBeAskedDoesNotKeepTheOthersEndFromBeingTold() {
        all("Restored");
        cluster.failures.put("cp3 status", ExitCode.KUBERNETES_MISSING);

        RestoreEnd end = watch(LONG, LONG);

        assertThat(end.restored()).isTrue();
        assertThat(end.notSeen()).containsOnlyKeys("cp3");
    }

    @Test
    void noPodsAreMadeForAMissingNodeWhileTheOthersStillGoOn() {
        cluster.dead.add("cp3");
        // On a busy machine the pods of the first attempt may be late on all nodes.
        AtomicInteger pods = new AtomicInteger();
        cluster.before = call -> {
            long looks = cluster.calls.stream().filter("cp1 status"::equals).count();
            if (looks == 1) {
                pods.set(cluster.number.get());
            }
            if (looks == 10) {
                assertThat(cluster.number).hasValue(pods.get());
                all("Restored");
            }
        };

        assertThat(watch(LONG, LONG).restored()).isTrue();
    }

    /** As where the CronJob in the backup names an image that the nodes do not have. */
    @Test
    void whereNoPodStartsTheReasonEndsTheLookingAndFewPodsAreMade() {
        cluster.dead.addAll(NODES);

        assertThatExceptionOfType(EtcdbrException.class)
                .isThrownBy(() -> watch(LONG, Duration.ofSeconds(3)))
                .withMessageContaining(
                        "the nodes of restore " + PlanFixture.ID + " cannot be asked: pod etcdbr-stager-")
                .withMessageContaining("the nodes go on by themselves")
                .withMessageContaining("kubectl etcdbr restore status " + PlanFixture.ID);
        assertThat(cluster.number.get()).isBetween(3 * 2, 3 * 9);
        assertThat(cluster.pods).isEmpty();
    }

    @Test
    void aRightThatWasGivenAfterTheBackupIsToBeGivenAgain() {
        cluster.goAway(2);
        cluster.refusal = Optional.of(
                new Failure(ExitCode.KUBERNETES_REFUSED, "user 'ann' may not create pods", "Have the Role bound"));

        assertThatExceptionOfType(EtcdbrException.class)
                .isThrownBy(() -> watch(LONG, Duration.ofSeconds(1)))
                .satisfies(thrown -> assertThat(thrown.failure().code()).isEqualTo(ExitCode.KUBERNETES_REFUSED))
                .withMessageContaining("user 'ann' may not create pods")
                .withMessageContaining("Have the Role bound. The restored cluster knows nothing of what was made after")
                .withMessageContaining("kubectl etcdbr restore status " + PlanFixture.ID);
    }

    @Test
    void aRightThatIsMissedIsToldAndIsEnoughWhenItComesBack() {
        cluster.refusal = Optional.of(
                new Failure(ExitCode.KUBERNETES_REFUSED, "user 'ann' may not create pods", "Have the Role bound"));
        all("Restored");
        onceSaid = sentence -> {
            if (sentence.startsWith("The nodes cannot be asked: user 'ann' may not create pods; ")) {
                cluster.refusal = Optional.empty();
            }
        };

        assertThat(watch(LONG, LONG).restored()).isTrue();
    }

    /** It may need what is away, such as a provider of identities in the cluster. */
    @Test
    void aLoginThatFailsInTheOutageDoesNotEndTheLooking() {
        cluster.silence = new Failure(
                ExitCode.KUBERNETES_REFUSED, "the login program 'oidc' ended with exit code 1", "Log in again");
        cluster.goAway(3);
        all("Restored");

        assertThat(watch(LONG, LONG).restored()).isTrue();
        assertThat(said)
                .containsOnlyOnce(
                        "The API cannot be asked: the login program 'oidc' ended with exit code 1. Log in again."
                                + " The nodes go on by themselves.");
    }

    @Test
    void anApiThatStaysAwayEndsTheLookingWithItsCause() {
        cluster.goAway(1000);

        assertThatExceptionOfType(EtcdbrException.class)
                .isThrownBy(() -> watch(Duration.ofMillis(500), LONG))
                .satisfies(thrown -> assertThat(thrown.failure().code()).isEqualTo(ExitCode.KUBERNETES_UNREACHABLE))
                .withMessageContaining("should have ended, one way or the other (nobody listens)")
                .withMessageContaining("kubectl etcdbr restore status " + PlanFixture.ID);
    }
}
