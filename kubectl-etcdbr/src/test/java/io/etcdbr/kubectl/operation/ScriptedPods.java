package io.etcdbr.kubectl.operation;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.cluster.Kind;
import io.etcdbr.kubectl.cluster.KubeObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A cluster of three nodes with a backup CronJob, all well: pods run at once, and etcdbr-job says what it is told to say. Each field
 * makes one thing go wrong.
 */
public final class ScriptedPods implements Cluster {
    public static final String NAMESPACE = "etcdbr-system";

    /** The etcd cluster id. */
    public static final String ETCD = "cdf818194e3a8c32";

    /** Stands in what a program says for the time at which it says it. */
    private static final String NOW = "the time now";

    /** How a program ends, and what it says. */
    public record Answer(int code, String out, String err) {
        public static Answer failed(ExitCode code, String problem, String remedy) {
            return new Answer(
                    code.number(), "", "{\"error\":{\"problem\":\"" + problem + "\",\"remedy\":\"" + remedy + "\"}}\n");
        }
    }

    public final List<String> nodes = new ArrayList<>(List.of("cp1", "cp2", "cp3"));
    public final Set<String> notReady = new TreeSet<>();
    public final Set<String> lacking = new TreeSet<>();

    /** By verb, or by node and verb. */
    public final Map<String, Answer> answers = new TreeMap<>();

    /** Thrown where a verb, or a node and a verb, is to run. */
    public final Map<String, RuntimeException> faults = new TreeMap<>();

    /** Status of pods that do not run, by node. */
    public final Map<String, String> states = new TreeMap<>();

    /** Nodes on which a pod that mounts the manifests does not start. */
    public final Set<String> withoutManifests = new TreeSet<>();

    public final List<KubeObject> events = Collections.synchronizedList(new ArrayList<>());
    public final List<String> deleted = Collections.synchronizedList(new ArrayList<>());
    public Optional<EtcdbrException> podsRefused = Optional.empty();
    public Optional<EtcdbrException> nodesRefused = Optional.empty();
    public Optional<EtcdbrException> jobRefused = Optional.empty();
    public String schedule = "17 * * * *";
    public boolean suspended;

    /** That of the kubeconfig's context. */
    public Optional<String> namespace = Optional.empty();

    /** What ran in pods, without the program itself. */
    public final List<String> commands = Collections.synchronizedList(new ArrayList<>());

    /** What the CronJob's pods want of their node besides, as JSON. */
    public String nodeSelector = "{}";

    public Supplier<List<KubeObject>> jobPods = List::of;
    public Supplier<Optional<KubeObject>> job = Optional::empty;

    /** All of the namespace. */
    public Supplier<List<KubeObject>> jobs = List::of;

    public Consumer<Consumer<String>> log = _ -> {};

    /** Run before a pod is removed, with its name. */
    public Consumer<String> beforeDelete = _ -> {};

    public Runnable onCancel = () -> {};

    private final Map<String, KubeObject> pods = new ConcurrentHashMap<>();
    private final AtomicInteger number = new AtomicInteger();

    public ScriptedPods() {
        answers.put("members", new Answer(0, members(""), ""));
        answers.put("list", new Answer(0, list(Duration.ofMinutes(30)), ""));
        answers.put("check", new Answer(0, look("", Duration.ofDays(200), 20L << 30, ""), ""));
    }

    /** What {@code members} says. */
    public static String members(String problems) {
        return """
                {"etcdClusterId":"cdf818194e3a8c32","members":[
                  {"id":"1","name":"cp1","reachable":true,"learner":false,"status":{"leader":true,"version":"3.6.8",
                   "dbSize":31457280,"dbSizeQuota":2147483648}},
                  {"id":"2","name":"cp2","reachable":true,"learner":false,"status":{"leader":false,"version":"3.6.8",
                   "dbSize":31457280,"dbSizeQuota":2147483648}}],
                 "alarms":[],"problems":[%s]}""".formatted(problems);
    }

    /** What {@code list} says of one backup of that age. */
    public static String list(Duration age) {
        return list(backup(ETCD, age));
    }

    /** What {@code list} says of such backups. */
    public static String list(String... backups) {
        return "{\"stores\":[{\"store\":\"s3://b/etcd\",\"leftOut\":0,\"backups\":[" + String.join(",", backups)
                + "]}]}";
    }

    /** A verified one of that etcd and age, as {@code list} tells of it. */
    public static String backup(String etcd, Duration age) {
        String time = Instant.now().minus(age).toString();
        return """
                {"id":"20261120T120000Z-r4000-00c0de","etcdClusterId":"%s","time":"%s","complete":true,
                 "verification":{"result":"sound","time":"%s"}}""".formatted(etcd, time, time);
    }

    /** What {@code list} says of a fresh one and of one whose node's clock was many years ahead two hours ago. */
    public static String listWithOneDatedAhead() {
        Instant now = Instant.now();
        return """
                {"stores":[{"store":"s3://b/etcd","leftOut":0,"backups":[
                  {"id":"20991120T120000Z-r3000-00c0de","etcdClusterId":"cdf818194e3a8c32","time":"2099-11-20T12:00:00Z","complete":true,
                   "storedAt":"%s",
                   "verification":null},
                  {"id":"20261120T120000Z-r4000-00c0de","etcdClusterId":"cdf818194e3a8c32","time":"%s","complete":true,
                   "storedAt":"%s",
                   "verification":{"result":"sound","time":"%s"}}]}]}""".formatted(now.minusSeconds(7200), now.minusSeconds(1800), now, now);
    }

    /** What {@code check} says. */
    public static String look(String storeProblem, Duration certificate, long free, String encryption) {
        return """
                {"time":"%s","stores":[{"store":"s3://b/etcd"%s}],
                 "certificates":[{"file":"/etc/kubernetes/pki/etcd/ca.crt","expires":"%s"}],
                 "disk":{"directory":"/var/lib/etcd","free":%d},"encryption":%s}""".formatted(
                NOW,
                storeProblem.isEmpty() ? "" : ",\"problem\":\"" + storeProblem + "\",\"remedy\":\"Mend the store\"",
                Instant.now().plus(certificate).plusSeconds(60),
                free,
                encryption.isEmpty() ? "{\"configuration\":null,\"saved\":true}" : encryption);
    }

    public static EtcdbrException failure(ExitCode code, String problem) {
        return new EtcdbrException(code, problem, "Mend it");
    }

    public static KubeObject object(String json) {
        return new KubeObject(JsonParser.parseString(json).getAsJsonObject());
    }

    @Override
    public long revision() {
        throw new UnsupportedOperationException();
    }

    @Override
    public String title() {
        return "the cluster of context 'test'";
    }

    @Override
    public Optional<String> namespace() {
        return namespace;
    }

    @Override
    public String runByKubelet(String node, String namespace, String pod, String container, List<String> command) {
        throw new UnsupportedOperationException("nobody asks kubelets");
    }

    @Override
    public Optional<Failure> notReady() {
        return Optional.empty();
    }

    @Override
    public Optional<KubeObject> find(Kind kind, String namespace, String name) {
        return switch (kind) {
            case POD -> Optional.ofNullable(pods.get(name)).map(pod -> object(state(name, pod)));
            case JOB -> job.get();
            case NODE, NAMESPACE, EVENT, CRON_JOB, ACCESS_REVIEW -> Optional.empty();
        };
    }

    private String state(String name, KubeObject pod) {
        String node = node(pod);
        boolean stuck = withoutManifests.contains(node) && pod.toString().contains(BackupNodes.MANIFESTS);
        String state = stuck
                ? "{\"phase\":\"Pending\",\"containerStatuses\":[{\"state\":{\"waiting\":{\"reason\":\"ContainerCreating\"}}}]}"
                : states.getOrDefault(
                        node,
                        "{\"phase\":\"Running\",\"containerStatuses\":[{\"state\":{\"running\":{\"startedAt\":\"x\"}}}]}");
        return "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{\"nodeName\":\"" + node + "\"},\"status\":" + state
                + "}";
    }

    private static String node(KubeObject pod) {
        List<KubeObject> terms = pod.part(
                        "spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution")
                .parts("nodeSelectorTerms");
        return terms.stream()
                .flatMap(term -> term.parts("matchFields").stream())
                .flatMap(field -> field.tree().getAsJsonArray("values").asList().stream())
                .map(value -> value.getAsString())
                .findFirst()
                .orElse("cp1");
    }

    @Override
    public List<KubeObject> list(Kind kind, Optional<String> namespace, String labels) {
        return switch (kind) {
            case CRON_JOB -> List.of(cronJob());
            case NODE -> {
                nodesRefused.ifPresent(failure -> {
                    throw failure;
                });
                yield nodes.stream().map(this::node).toList();
            }
            case POD -> labels.startsWith("job-name=") ? jobPods.get() : List.of();
            case EVENT -> List.copyOf(events);
            case JOB -> jobs.get();
            case NAMESPACE, ACCESS_REVIEW -> List.of();
        };
    }

    public KubeObject cronJob() {
        return object("""
                {"metadata":{"name":"etcdbr-backup","namespace":"etcdbr-system","uid":"1-2-3",
                  "creationTimestamp":"2026-01-01T00:00:00Z"},
                 "spec":{"schedule":"%s","timeZone":"Etc/UTC","suspend":%s,"jobTemplate":{"spec":{"template":{"spec":{
                  "nodeSelector":%s,"volumes":[{"name":"certs","hostPath":{"path":"/etc/kubernetes/pki/etcd"}}],
                  "containers":[{"name":"etcdbr","image":"etcdbr-job:1","args":["backup","--store=s3://b/etcd"]}]}}}}},
                 "status":{"lastSuccessfulTime":"%s"}}""".formatted(
                        schedule,
                        suspended,
                        nodeSelector,
                        Instant.now().minus(Duration.ofMinutes(30)).toString()));
    }

    private KubeObject node(String name) {
        return object("{\"metadata\":{\"name\":\"" + name
                + "\",\"labels\":{\"kubernetes.io/hostname\":\"" + name
                + "\"}},\"status\":{\"conditions\":[{\"type\":\"Ready\"," + "\"status\":\""
                + (notReady.contains(name) ? "False" : "True") + "\"}]}}");
    }

    @Override
    public KubeObject create(Kind kind, String namespace, JsonObject object) {
        return switch (kind) {
            case ACCESS_REVIEW -> review(new KubeObject(object).part("spec", "resourceAttributes"));
            case JOB -> {
                jobRefused.ifPresent(failure -> {
                    throw failure;
                });
                yield new KubeObject(object);
            }
            default -> {
                podsRefused.ifPresent(failure -> {
                    throw failure;
                });
                String name = "etcdbr-session-" + number.incrementAndGet();
                pods.put(name, new KubeObject(object));
                if (withoutManifests.contains(node(new KubeObject(object)))
                        && object.toString().contains(BackupNodes.MANIFESTS)) {
                    events.add(warning(
                            name,
                            "MountVolume.SetUp failed for volume \\\"etcdbr-manifests\\\": hostPath type check failed:"
                                    + " /etc/kubernetes/manifests is not a directory"));
                }
                yield object("{\"metadata\":{\"name\":\"" + name + "\"}}");
            }
        };
    }

    public static KubeObject warning(String object, String message) {
        return object("{\"type\":\"Warning\",\"involvedObject\":{\"name\":\"" + object + "\"},\"message\":\"" + message
                + "\"}");
    }

    private KubeObject review(KubeObject asked) {
        String right =
                asked.text("verb").orElse("") + " " + asked.text("resource").orElse("")
                        + asked.text("subresource").map(text -> "/" + text).orElse("");
        return object("{\"status\":{\"allowed\":" + !lacking.contains(right) + "}}");
    }

    @Override
    public void delete(Kind kind, String namespace, String name) {
        beforeDelete.accept(name);
        pods.remove(name);
        deleted.add(name);
    }

    /** That are there. */
    public Set<String> pods() {
        return new TreeSet<>(pods.keySet());
    }

    @Override
    public void log(String namespace, String pod, String container, boolean follow, Consumer<String> lines) {
        log.accept(lines);
    }

    @Override
    public int exec(
            String namespace,
            String pod,
            String container,
            List<String> command,
            InputStream in,
            OutputStream out,
            OutputStream err) {
        String verb = command.get(3);
        commands.add(String.join(" ", command.subList(3, command.size())));
        String key = node(Objects.requireNonNull(pods.get(pod))) + " " + verb;
        RuntimeException fault = faults.getOrDefault(key, faults.get(verb));
        if (fault != null) {
            throw fault;
        }
        Answer answer =
                answers.getOrDefault(key, answers.getOrDefault(verb, new Answer(1, "", "nobody expected " + verb)));
        try {
            out.write(answer.out.replace(NOW, Instant.now().toString()).getBytes(StandardCharsets.UTF_8));
            err.write(answer.err.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return answer.code;
    }

    @Override
    public void cancel() {
        onCancel.run();
    }

    @Override
    public void close() {}

    /** A pod of the Job. */
    public static KubeObject jobPod(String status) {
        return object("{\"metadata\":{\"name\":\"job-pod\",\"creationTimestamp\":\"2026-11-20T12:00:00Z\"},\"status\":"
                + status + "}");
    }

    /**
     * A Job of the CronJob's that has ended.
     *
     * @param age of its end; it ran for a minute
     */
    public static KubeObject ended(String name, Duration age, boolean complete, boolean onDemand) {
        Instant end = Instant.now().minus(age);
        return object("""
                {"metadata":{"name":"%s","creationTimestamp":"%s","annotations":{%s},"ownerReferences":[{"uid":"1-2-3"}]},
                 "status":{"conditions":[{"type":"%s","status":"True","lastTransitionTime":"%s","reason":"BackoffLimitExceeded",
                  "message":"Job has reached the specified backoff limit"}]}}""".formatted(
                        name,
                        end.minusSeconds(60),
                        onDemand ? "\"cronjob.kubernetes.io/instantiate\":\"manual\"" : "",
                        complete ? "Complete" : "Failed",
                        end));
    }

    /** A Job; without a condition one that runs. */
    public static Optional<KubeObject> job(String... conditions) {
        JsonArray all = new JsonArray();
        for (String condition : conditions) {
            all.add(JsonParser.parseString(condition));
        }
        return Optional.of(object("{\"status\":{\"conditions\":" + all + "}}"));
    }
}
