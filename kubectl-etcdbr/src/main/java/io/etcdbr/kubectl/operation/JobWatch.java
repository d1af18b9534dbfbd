package io.etcdbr.kubectl.operation;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.cluster.Kind;
import io.etcdbr.kubectl.cluster.KubeObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Watches a Job to its end. */
final class JobWatch {
    private static final Duration PAUSE = Duration.ofMillis(300);

    /** Nothing is said of a start that takes no longer. */
    private static final Duration USUAL_START = Duration.ofSeconds(5);

    /** How long the API may be away: a rolling update of the control plane, or a network that comes back. */
    private static final Duration OUTAGE = Duration.ofMinutes(5);

    private final Cluster cluster;
    private final Installation installation;
    private final String job;
    private final String howToLook;
    private final Cancellation cancellation;
    private final Clock clock;
    private final Consumer<String> log;
    private final Instant begin;

    /** How many lines of a pod's log were passed on. */
    private final Map<String, Integer> lines = new HashMap<>();

    private final Set<String> ended = new HashSet<>();
    private String trouble = "";
    private @Nullable Instant lost;

    JobWatch(
            Cluster cluster,
            Installation installation,
            String job,
            String howToLook,
            Cancellation cancellation,
            Clock clock,
            Consumer<String> log) {
        this.cluster = cluster;
        this.installation = installation;
        this.job = job;
        this.howToLook = howToLook;
        this.cancellation = cancellation;
        this.clock = clock;
        this.log = log;
        this.begin = clock.instant();
    }

    /** See {@link BackupNow#follow}. */
    BackupNow.Result follow() {
        cancellation.onCancel(cluster::cancel);
        try {
            while (true) {
                cancellation.check();
                Optional<BackupNow.Result> result = lookUnlessAway();
                if (result.isPresent()) {
                    return result.get();
                }
                cancellation.pause(PAUSE);
            }
        } catch (EtcdbrException e) {
            Failure why = cancellation.reason().orElseThrow(() -> goesOn(e));
            return notSeen(new Failure(
                    why.code(), "no longer watched; the Job " + job + " goes on", "Look at it again: " + howToLook));
        }
    }

    private Optional<BackupNow.Result> lookUnlessAway() {
        try {
            Optional<BackupNow.Result> result = look();
            lost = null;
            return result;
        } catch (EtcdbrException e) {
            if (e.failure().code() != ExitCode.KUBERNETES_UNREACHABLE
                    || cancellation.reason().isPresent()) {
                throw e;
            }
            Instant now = clock.instant();
            if (lost == null) {
                lost = now;
                log.accept(e.failure().problem() + "; the Job " + job + " goes on, and is asked after again for "
                        + OUTAGE.toMinutes() + " minutes");
            } else if (Duration.between(lost, now).compareTo(OUTAGE) > 0) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private EtcdbrException goesOn(EtcdbrException e) {
        Failure failure = e.failure();
        return new EtcdbrException(
                new Failure(
                        failure.code(),
                        failure.problem() + "; the Job " + job + " goes on",
                        (failure.remedy().isEmpty() ? "" : failure.remedy() + "; ") + "look at it again: " + howToLook),
                e);
    }

    private Optional<BackupNow.Result> look() {
        Optional<KubeObject> pod = newestPod();
        Optional<Failure> lasting =
                pod.flatMap(PodTrouble::lasting).filter(failure -> failure.code() == ExitCode.KUBERNETES_MISSING);
        if (lasting.isPresent()) {
            return lasting.map(failure -> notSeen(new Failure(
                    failure.code(),
                    failure.problem(),
                    failure.remedy() + "; remove the Job with 'kubectl delete --namespace " + installation.namespace()
                            + " job/" + job + "'")));
        }
        if (pod.isPresent() && hasStarted(pod.get())) {
            passOn(pod.get().name());
        } else {
            tellTrouble(pod);
        }
        Optional<KubeObject> now = cluster.find(Kind.JOB, installation.namespace(), job);
        if (now.isEmpty()) {
            return Optional.of(notSeen(new Failure(
                    ExitCode.KUBERNETES_UNREACHABLE,
                    "the Job " + job + " was removed before it ended",
                    "See with 'kubectl etcdbr list' whether its backup is there")));
        }
        return JobEnd.of(now.get()).map(end -> end.result(job, newestPod(), howToLook));
    }

    private static BackupNow.Result notSeen(Failure why) {
        return new BackupNow.Result(Optional.empty(), "", Map.of(), Optional.of(why));
    }

    /** Its log to the end; what was passed on before the connection broke is left out. */
    private void passOn(String pod) {
        if (ended.contains(pod)) {
            return;
        }
        int[] seen = {0};
        cluster.log(
                installation.namespace(),
                pod,
                installation.container().text("name").orElse(""),
                true,
                line -> {
                    if (++seen[0] > lines.getOrDefault(pod, 0)) {
                        lines.put(pod, seen[0]);
                        log.accept(line);
                    }
                });
        ended.add(pod);
    }

    private void tellTrouble(Optional<KubeObject> pod) {
        if (Duration.between(begin, clock.instant()).compareTo(USUAL_START) < 0) {
            return;
        }
        String state = pod.map(found -> PodTrouble.lasting(found)
                        .map(Failure::problem)
                        .orElseGet(() -> "pod " + found.name() + " does not run yet: " + PodTrouble.passing(found)))
                .orElse("the Job " + job + " has no pod yet");
        String now = state
                + Warnings.last(
                                cluster,
                                installation.namespace(),
                                pod.map(KubeObject::name).orElse(job))
                        .map(text -> PodStart.LAST_WARNING + text)
                        .orElse("");
        if (!now.equals(trouble)) {
            trouble = now;
            log.accept(now);
        }
    }

    private Optional<KubeObject> newestPod() {
        return JobEnd.newestPod(cluster, installation.namespace(), job);
    }

    private static boolean hasStarted(KubeObject pod) {
        return pod.parts("status", "containerStatuses").stream()
                .anyMatch(status -> status.text("state", "running", "startedAt").isPresent()
                        || status.text("state", "terminated", "finishedAt").isPresent());
    }
}
