package io.etcdbr.kubectl.operation;

import com.google.gson.JsonObject;
import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.Failure;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.cluster.Kind;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A backup on demand: a Job from the CronJob's template, as {@code kubectl create job --from} makes one. */
public final class BackupNow {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private final Cluster cluster;
    private final Installation installation;
    private final Cancellation cancellation;
    private final Clock clock;

    public BackupNow(Cluster cluster, Installation installation, Cancellation cancellation, Clock clock) {
        this.cluster = cluster;
        this.installation = installation;
        this.cancellation = cancellation;
        this.clock = clock;
    }

    /**
     * How a Job ended.
     *
     * @param name of the backup, if one was made
     * @param facts what the job's program said about it
     */
    public record Result(
            Optional<String> name, String sentence, Map<String, Object> facts, Optional<Failure> failure) {}

    /** Starts the Job and returns its name. */
    public String start(Optional<String> name) {
        String job = name.orElseGet(() -> installation.cronJob().name() + "-manual-" + TIME.format(clock.instant()));
        return cluster.create(Kind.JOB, installation.namespace(), manifest(job)).name();
    }

    public String howToLook(String job) {
        return "kubectl logs --follow --namespace " + installation.namespace() + " job/" + job;
    }

    /**
     * Passes the log of its pods on until the Job has ended. Cancelling ends only the watching.
     *
     * @param log also for what keeps the Job from running
     * @return what came of it; with an empty sentence where the end was not seen
     * @throws EtcdbrException if the Job cannot be watched to its end, which says that it goes on
     */
    public Result follow(String job, Consumer<String> log) {
        return new JobWatch(cluster, installation, job, howToLook(job), cancellation, clock, log).follow();
    }

    private JsonObject manifest(String name) {
        JsonObject annotations =
                installation.template().part("metadata", "annotations").tree().deepCopy();
        annotations.addProperty(FailedRun.ON_DEMAND, "manual");
        JsonObject metadata = new JsonObject();
        metadata.addProperty("name", name);
        metadata.add("annotations", annotations);
        metadata.add(
                "labels",
                installation.template().part("metadata", "labels").tree().deepCopy());
        metadata.add("ownerReferences", installation.owners());
        JsonObject job = new JsonObject();
        job.addProperty("apiVersion", "batch/v1");
        job.addProperty("kind", "Job");
        job.add("metadata", metadata);
        job.add("spec", installation.template().part("spec").tree().deepCopy());
        return job;
    }
}
