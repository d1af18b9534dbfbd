package io.etcdbr.kubectl.operation;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.cluster.Kind;
import io.etcdbr.kubectl.cluster.KubeObject;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a Job ended, as Kubernetes tells it.
 *
 * @param at when Kubernetes saw it; empty where it does not tell
 * @param why reason and message of Kubernetes; empty where it gives none
 */
record JobEnd(boolean complete, Optional<Instant> at, String why) {

    /** Once it has ended. */
    static Optional<JobEnd> of(KubeObject job) {
        return job.parts("status", "conditions").stream()
                .filter(condition ->
                        condition.text("status").filter("True"::equals).isPresent())
                .filter(condition -> condition
                        .text("type")
                        .filter(type -> type.equals("Complete") || type.equals("Failed"))
                        .isPresent())
                .findFirst()
                .map(condition -> new JobEnd(
                        condition.text("type").filter("Complete"::equals).isPresent(),
                        condition.time("lastTransitionTime"),
                        String.join(
                                ": ",
                                List.of(condition.text("reason"), condition.text("message")).stream()
                                        .flatMap(Optional::stream)
                                        .filter(text -> !text.isBlank())
                                        .toList())));
    }

    /** The last pod of a Job, which tells most of its end. */
    static Optional<KubeObject> newestPod(Cluster cluster, String namespace, String job) {
        return cluster.list(Kind.POD, Optional.of(namespace), "job-name=" + job).stream()
                .max(Comparator.comparing(pod -> pod.created().orElse(Instant.EPOCH)));
    }

    /**
     * What it means.
     *
     * @param pod its last one
     * @param howToLook a command that shows the log
     */
    BackupNow.Result result(String job, Optional<KubeObject> pod, String howToLook) {
        Map<String, Object> facts = new LinkedHashMap<>();
        pod.map(JobEnd::terminationMessage).ifPresent(facts::putAll);
        String message = message(facts);
        Optional<String> backup = Optional.ofNullable(facts.get("backup")).map(String::valueOf);
        if (complete) {
            return new BackupNow.Result(
                    backup, message.isEmpty() ? "it left no message" : message, facts, Optional.empty());
        }
        ExitCode code = Arrays.stream(ExitCode.values())
                .filter(known -> known.name().equals(facts.get("result")) && known != ExitCode.OK)
                .findFirst()
                .orElse(ExitCode.KUBERNETES_UNREACHABLE);
        return new BackupNow.Result(
                backup,
                "Job " + job + " failed.",
                facts,
                Optional.of(new Failure(
                        code, "the Job " + job + " failed: " + told(message), "Look at its log: " + howToLook)));
    }

    /**
     * Why a Job failed, for people.
     *
     * @param pod its last one
     */
    String told(Optional<KubeObject> pod) {
        return told(message(pod.map(JobEnd::terminationMessage).orElse(Map.of())));
    }

    private static String message(Map<String, Object> facts) {
        return String.valueOf(facts.getOrDefault("message", ""));
    }

    /** What the program said of it, and what Kubernetes does. */
    private String told(String message) {
        String said = message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
        String kubernetes = why.endsWith(".") ? why.substring(0, why.length() - 1) : why;
        if (said.isEmpty()) {
            return kubernetes.isEmpty() ? "it left no message" : kubernetes;
        }
        return kubernetes.isEmpty() ? said : said + " (" + kubernetes + ")";
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
}
