package io.etcdbr.kubectl.operation;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.cluster.Kind;
import io.etcdbr.kubectl.cluster.KubeObject;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A backup on demand: a Job from the CronJob's template, as {@code kubectl create job --from} makes one. */
public final class BackupNow {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private static final long PAUSE_MILLIS = 300;

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
     * @return what came of it; with an empty sentence where watching was cancelled
     * @throws EtcdbrException if the Job cannot be watched to its end
     */
    public Result follow(String job, Consumer<String> log) {
        cancellation.onCancel(cluster::cancel);
        Set<String> shown = new HashSet<>();
        try {
            while (true) {
                cancellation.check();
                Optional<KubeObject> pod = newestPod(job);
                pod.flatMap(PodTrouble::lasting)
                        .filter(trouble -> trouble.code() == ExitCode.KUBERNETES_MISSING)
                        .ifPresent(trouble -> {
                            throw new EtcdbrException(new Failure(
                                    trouble.code(),
                                    trouble.problem(),
                                    trouble.remedy() + "; remove the Job with 'kubectl delete --namespace "
                                            + installation.namespace() + " job/" + job + "'"));
                        });
                if (pod.isPresent()
                        && hasStarted(pod.get())
                        && shown.add(pod.get().name())) {
                    String container = installation.container().text("name").orElse("");
                    cluster.log(installation.namespace(), pod.get().name(), container, true, log);
                    continue;
                }
                KubeObject now = cluster.find(Kind.JOB, installation.namespace(), job)
                        .orElseThrow(() -> new EtcdbrException(
                                ExitCode.KUBERNETES_UNREACHABLE,
                                "the Job " + job + " was removed before it ended",
                                "See with 'kubectl etcdbr list' whether its backup is there"));
                Optional<String> end = end(now);
                if (end.isPresent()) {
                    return result(job, end.get(), newestPod(job));
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EtcdbrException(ExitCode.INTERRUPTED, "watching was interrupted", "");
        } catch (EtcdbrException e) {
            Failure why = cancellation.reason().orElseThrow(() -> e);
            return new Result(
                    Optional.empty(),
                    "",
                    Map.of(),
                    Optional.of(new Failure(
                            why.code(),
                            "no longer watched; the Job " + job + " goes on",
                            "Look at it again: " + howToLook(job))));
        }
    }

    private Optional<KubeObject> newestPod(String job) {
        return cluster.list(Kind.POD, Optional.of(installation.namespace()), "job-name=" + job).stream()
                .max(Comparator.comparing(pod -> pod.created().orElse(Instant.EPOCH)));
    }

    private static boolean hasStarted(KubeObject pod) {
        return pod.parts("status", "containerStatuses").stream()
                .anyMatch(status -> status.text("state", "running", "startedAt").isPresent()
                        || status.text("state", "terminated", "finishedAt").isPresent());
    }

    /** {@code Complete} or {@code Failed}, once it has ended. */
    private static Optional<String> end(KubeObject job) {
        return job.parts("status", "conditions").stream()
                .filter(condition ->
                        condition.text("status").filter("True"::equals).isPresent())
                .flatMap(condition -> condition.text("type").stream())
                .filter(type -> type.equals("Complete") || type.equals("Failed"))
                .findFirst();
    }

    private Result result(String job, String end, Optional<KubeObject> pod) {
        Map<String, Object> facts = new LinkedHashMap<>();
        pod.map(BackupNow::terminationMessage).ifPresent(facts::putAll);
        String message = String.valueOf(facts.getOrDefault("message", "it left no message"));
        Optional<String> backup = Optional.ofNullable(facts.get("backup")).map(String::valueOf);
        if (end.equals("Complete")) {
            return new Result(backup, message, facts, Optional.empty());
        }
        ExitCode code = Arrays.stream(ExitCode.values())
                .filter(known -> known.name().equals(facts.get("result")) && known != ExitCode.OK)
                .findFirst()
                .orElse(ExitCode.KUBERNETES_UNREACHABLE);
        String ended = message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
        return new Result(
                backup,
                "Job " + job + " failed.",
                facts,
                Optional.of(new Failure(
                        code, "the Job " + job + " failed: " + ended, "Look at its log: " + howToLook(job))));
    }

    /** What the program wrote for Kubernetes to show; another program's may be anything. */
    private static Map<String, Object> terminationMessage(KubeObject pod) {
        Map<String, Object> facts = new LinkedHashMap<>();
        List<KubeObject> statuses = pod.parts("status", "containerStatuses");
        if (statuses.isEmpty()) {
            return facts;
        }
        String message =
                statuses.getFirst().text("state", "terminated", "message").orElse("");
        try {
            if (JsonParser.parseString(message) instanceof JsonObject tree) {
                for (Map.Entry<String, JsonElement> field : tree.entrySet()) {
                    if (field.getValue().isJsonPrimitive()) {
                        facts.put(
                                field.getKey(),
                                field.getValue().getAsJsonPrimitive().isNumber()
                                        ? field.getValue().getAsNumber()
                                        : field.getValue().getAsString());
                    }
                }
                return facts;
            }
        } catch (JsonParseException e) {
            // The end of a log, where the program was killed.
        }
        statuses.getFirst()
                .text("state", "terminated", "reason")
                .ifPresent(reason -> facts.put("message", reason + (message.isBlank() ? "" : ": " + message.strip())));
        return facts;
    }

    private JsonObject manifest(String name) {
        JsonObject annotations =
                installation.template().part("metadata", "annotations").tree().deepCopy();
        annotations.addProperty("cronjob.kubernetes.io/instantiate", "manual");
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
