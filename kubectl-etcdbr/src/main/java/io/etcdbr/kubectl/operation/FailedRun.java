package io.etcdbr.kubectl.operation;

import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.cluster.Kind;
import io.etcdbr.kubectl.cluster.KubeObject;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The newest run of a CronJob, where it failed.
 *
 * @param job its Job
 * @param time when it had failed
 * @param why what the program and Kubernetes say of it
 */
public record FailedRun(String job, Instant time, String why) {
    /** The annotation by which kubectl, and this program, mark Jobs that no schedule made. */
    static final String ON_DEMAND = "cronjob.kubernetes.io/instantiate";

    private record Run(KubeObject job, JobEnd end) {}

    /**
     * Of the runs that have ended. One on demand counts where it succeeded: after it there is a backup, whatever became of the schedule's run
     * before; that it failed was told to whoever asked for it.
     */
    static Optional<FailedRun> of(Cluster cluster, Installation installation) {
        // By owner and not by label, as a CronJob that is named with --cronjob need not have any.
        return cluster.list(Kind.JOB, Optional.of(installation.namespace()), "").stream()
                .filter(job -> isOf(installation, job))
                .flatMap(job -> JobEnd.of(job).map(end -> new Run(job, end)).stream())
                .filter(run -> run.end.complete() || !isOnDemand(run.job))
                .max(Comparator.comparing(run -> begun(run.job)))
                .filter(run -> !run.end.complete())
                .map(run -> failed(cluster, installation, run))
                .filter(run -> !isMended(installation, run));
    }

    /** Jobs that succeeded may be removed sooner than those that failed. */
    private static boolean isMended(Installation installation, FailedRun run) {
        return installation
                .cronJob()
                .time("status", "lastSuccessfulTime")
                .filter(run.time::isBefore)
                .isPresent();
    }

    private static FailedRun failed(Cluster cluster, Installation installation, Run run) {
        String job = run.job.name();
        return new FailedRun(
                job,
                run.end.at().orElseGet(() -> begun(run.job)),
                run.end.told(JobEnd.newestPod(cluster, installation.namespace(), job)));
    }

    private static boolean isOf(Installation installation, KubeObject job) {
        List<KubeObject> owners = job.parts("metadata", "ownerReferences");
        return owners.stream()
                .anyMatch(owner -> owner.text("uid")
                        .filter(installation.cronJob().uid()::equals)
                        .isPresent());
    }

    private static boolean isOnDemand(KubeObject job) {
        return job.text("metadata", "annotations", ON_DEMAND).isPresent();
    }

    private static Instant begun(KubeObject job) {
        return job.created().orElse(Instant.EPOCH);
    }
}
