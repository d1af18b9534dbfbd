package io.etcdbr.kubectl.operation;

import static io.etcdbr.kubectl.operation.ScriptedPods.job;
import static io.etcdbr.kubectl.operation.ScriptedPods.jobPod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.kubectl.cluster.KubeObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A backup that is followed, on a cluster where the Job has its troubles; time goes on with every look at the clock. */
@Timeout(300)
class JobWatchTest {
    private static final String RUNNING =
            "{\"phase\":\"Running\",\"containerStatuses\":[{\"state\":{\"running\":{\"startedAt\":\"x\"}}}]}";
    private static final String COMPLETE = "{\"type\":\"Complete\",\"status\":\"True\"}";
    private static final String UNSCHEDULABLE =
            "{\"phase\":\"Pending\",\"conditions\":[{\"type\":\"PodScheduled\",\"status\":\"False\",\"message\":\"0/3 nodes are"
                    + " available\"}]}";
    private static final String CREATING =
            "{\"phase\":\"Pending\",\"containerStatuses\":[{\"state\":{\"waiting\":{\"reason\":\"ContainerCreating\"}}}]}";

    private final ScriptedPods cluster = new ScriptedPods();
    private final Cancellation cancellation = new Cancellation();
    private final List<String> said = new ArrayList<>();
    private Duration step = Duration.ofSeconds(2);

    @Test
    void whatKeepsThePodFromStartingIsToldOnceAndAgainWhenItChanges() {
        Deque<KubeObject> pods = new ArrayDeque<>();
        for (String state : List.of(
                UNSCHEDULABLE,
                UNSCHEDULABLE,
                UNSCHEDULABLE,
                UNSCHEDULABLE,
                UNSCHEDULABLE,
                CREATING,
                CREATING,
                RUNNING)) {
            pods.add(jobPod(state));
        }
        cluster.events.add(ScriptedPods.warning("job-pod", "secret etcdbr-s3 not found"));
        cluster.jobPods = () -> List.of(pods.size() > 1 ? pods.removeFirst() : pods.getFirst());
        cluster.job = () -> pods.size() > 1 ? job() : job(COMPLETE);

        assertThat(follow().failure()).isEmpty();
        assertThat(said)
                .containsExactly(
                        "pod job-pod does not run yet: no node takes it (0/3 nodes are available); the last warning: secret"
                                + " etcdbr-s3 not found",
                        "pod job-pod does not run yet: it is still at ContainerCreating on node ?; the last warning: secret"
                                + " etcdbr-s3 not found");
    }

    @Test
    void aJobWithoutAPodSaysWhyKubernetesMakesNone() {
        AtomicInteger looks = new AtomicInteger();
        cluster.events.add(ScriptedPods.warning("b", "pods is forbidden: exceeded quota"));
        cluster.job = () -> looks.incrementAndGet() < 6 ? job() : job(COMPLETE);

        follow();

        assertThat(said)
                .containsExactly("the Job b has no pod yet; the last warning: pods is forbidden: exceeded quota");
    }

    @Test
    void aPodThatStartsAtOnceIsNotTalkedAbout() {
        cluster.jobPods = () -> List.of(jobPod(RUNNING));
        cluster.job = () -> job(COMPLETE);
        cluster.log = lines -> lines.accept("backing up");

        follow();

        assertThat(said).containsExactly("backing up");
    }

    @Test
    void whyKubernetesGaveTheJobUpIsPartOfTheFailure() {
        cluster.job = () ->
                job("{\"type\":\"Failed\",\"status\":\"True\",\"reason\":\"DeadlineExceeded\",\"message\":\"Job was"
                        + " active longer than specified deadline\"}");

        assertThat(follow().failure().orElseThrow().problem())
                .isEqualTo("the Job b failed: DeadlineExceeded: Job was active longer than specified deadline");

        cluster.jobPods = () -> List.of(jobPod("""
                {"containerStatuses":[{"state":{"terminated":{"finishedAt":"x","message":
                  "{\\"result\\":\\"STORE_REFUSED\\",\\"message\\":\\"the bucket is missing.\\"}"}}}]}"""));
        Failure both = follow().failure().orElseThrow();
        assertThat(both.code()).isEqualTo(ExitCode.STORE_REFUSED);
        assertThat(both.problem())
                .isEqualTo(
                        "the Job b failed: the bucket is missing (DeadlineExceeded: Job was active longer than specified"
                                + " deadline)");
    }

    @Test
    void anApiThatComesBackIsAskedAgainAndTheLogGoesOnWhereItWas() {
        AtomicInteger looks = new AtomicInteger();
        cluster.jobPods = () -> List.of(jobPod(RUNNING));
        cluster.log = lines -> {
            lines.accept("one");
            if (looks.incrementAndGet() == 1) {
                throw away();
            }
            lines.accept("two");
        };
        cluster.job = () -> {
            if (looks.incrementAndGet() < 4) {
                throw away();
            }
            return job(COMPLETE);
        };

        assertThat(follow().failure()).isEmpty();
        assertThat(said)
                .containsExactly("one", "no answer; the Job b goes on, and is asked after again for 5 minutes", "two");
    }

    @Test
    void anApiThatStaysAwayIsGivenUpAndItIsSaidThatTheJobGoesOn() {
        step = Duration.ofMinutes(2);
        cluster.job = () -> {
            throw away();
        };

        assertThatThrownBy(this::follow).isInstanceOfSatisfying(EtcdbrException.class, e -> {
            assertThat(e.failure().code()).isEqualTo(ExitCode.KUBERNETES_UNREACHABLE);
            assertThat(e.failure().problem()).isEqualTo("no answer; the Job b goes on");
            assertThat(e.failure().remedy())
                    .isEqualTo("Mend it; look at it again: kubectl logs --follow --namespace etcdbr-system job/b");
        });
    }

    @Test
    void aRefusalIsNotTriedAgainButAlsoSaysThatTheJobGoesOn() {
        cluster.job = () -> {
            throw ScriptedPods.failure(ExitCode.KUBERNETES_REFUSED, "the token expired");
        };

        assertThatThrownBy(this::follow).hasMessageContaining("the token expired; the Job b goes on");
        assertThat(said).isEmpty();
    }

    @Test
    void aJobThatSomebodyRemovesIsNotWaitedFor() {
        assertThat(follow().failure().orElseThrow().problem()).isEqualTo("the Job b was removed before it ended");
    }

    @Test
    void ctrlCEndsTheWatchingAndNotTheJob() {
        cluster.jobPods = () -> List.of(jobPod(RUNNING));
        cluster.log = _ -> {
            cancellation.cancel(new Failure(ExitCode.INTERRUPTED, "Ctrl-C", ""));
            throw away();
        };

        Failure failure = follow().failure().orElseThrow();

        assertThat(failure.code()).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(failure.problem()).isEqualTo("no longer watched; the Job b goes on");
        assertThat(failure.remedy()).contains("kubectl logs --follow --namespace etcdbr-system job/b");
        assertThat(cluster.deleted).isEmpty();
    }

    private static EtcdbrException away() {
        return ScriptedPods.failure(ExitCode.KUBERNETES_UNREACHABLE, "no answer");
    }

    private BackupNow.Result follow() {
        return new BackupNow(
                        cluster,
                        new Installation(ScriptedPods.NAMESPACE, cluster.cronJob()),
                        cancellation,
                        new SteppingClock())
                .follow("b", said::add);
    }

    private final class SteppingClock extends Clock {
        private Instant now = Instant.parse("2026-11-20T12:00:00Z");

        @Override
        public Instant instant() {
            now = now.plus(step);
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
