package io.etcdbr.kubectl.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.Sha256;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.cluster.Kind;
import io.etcdbr.kubectl.cluster.KubeObject;
import io.etcdbr.kubectl.preflight.FactsFixture;
import io.etcdbr.restore.plan.PlanCodec;
import io.etcdbr.restore.plan.RestorePlan;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A kubeadm cluster of three nodes that plays a restore: pods start at once, etcdbr-job tells of one backup, and etcdbr-node keeps
 * a state for each node. GO takes the API and all pods away for some calls; then the nodes are where {@link #end} says.
 */
final class ScriptedCluster implements Cluster {
    private static final String CRON_JOB = """
            {"metadata":{"name":"etcdbr-backup","namespace":"etcdbr-system","uid":"1-2-3"},
             "spec":{"jobTemplate":{"spec":{"template":{"spec":{
              "volumes":[{"name":"s3","secret":{"secretName":"etcdbr-s3"}}],
              "containers":[{"name":"etcdbr","image":"etcdbr-job:1","args":["backup","--store=s3://backups/prod"],
                "volumeMounts":[{"name":"s3","mountPath":"/etc/etcdbr/s3"}]}]}}}}}}""";

    private static final String RUNNING =
            "{\"status\":{\"phase\":\"Running\",\"containerStatuses\":[{\"state\":{\"running\":{\"startedAt\":\"x\"}}}]}}";

    /** Node and verb of each program that ran. */
    final List<String> calls = new CopyOnWriteArrayList<>();

    /** Those that are there. */
    final Set<String> pods = new ConcurrentSkipListSet<>();

    /** All that were ever asked for. */
    final List<JsonObject> manifests = Collections.synchronizedList(new ArrayList<>());

    /** Run when a pod was asked for, with its name and before it is there. */
    Consumer<String> making = _ -> {};

    /** Run when a pod was removed, with its name, whether it was there or not. */
    Consumer<String> removed = _ -> {};

    /** What executors said last, where that is not the state of the journal. */
    final Map<String, String> executors = new ConcurrentHashMap<>();

    /** How far RECOVER.sh came, of nodes on which it was begun. */
    final Map<String, String> recovering = new ConcurrentHashMap<>();

    /** Of each node that knows the restore. */
    final Map<String, String> states = new ConcurrentHashMap<>();

    /** Of other restores that all nodes know, by their ids. */
    final Map<String, String> others = new ConcurrentSkipListMap<>();

    /** What a node and a verb end with, if not well. */
    final Map<String, ExitCode> failures = new ConcurrentSkipListMap<>();

    /** What verbs of etcdbr-job end with and say, if that is something else than usual. */
    final Map<String, Answer> answers = new ConcurrentSkipListMap<>();

    /** Behind a verb that is given the keys of the API server. */
    static final String WITH_KEYS = " with keys";

    /** Where all nodes have the API server's EncryptionConfiguration, with {@code key1} in it. */
    Optional<String> encryptionConfig = Optional.empty();

    /** What a program ends with and says. */
    record Answer(int code, String out, String err) {}

    /** The same as {@link #failures}, of what is done all the same. */
    final Map<String, ExitCode> lostAnswers = new ConcurrentSkipListMap<>();

    /** What was not understood on a node. */
    final Map<String, JsonArray> problems = new ConcurrentSkipListMap<>();

    /** With all arguments of each program. */
    final List<String> commands = Collections.synchronizedList(new ArrayList<>());

    /** Nodes and those whose peer port gives them no answer. */
    final Set<String> deaf = new ConcurrentSkipListSet<>();

    /** Nodes and those whose client port gives them no answer. */
    final Set<String> shut = new ConcurrentSkipListSet<>();

    /** Nodes whose etcd does not answer. */
    final Set<String> down = new ConcurrentSkipListSet<>();

    /** Those of them whose etcd and API server have no manifests any more. */
    final Set<String> fenced = new ConcurrentSkipListSet<>();

    /** What members are called that are not called like their nodes. */
    final Map<String, String> called = new ConcurrentSkipListMap<>();

    /** Nodes of which a manifest is another now. */
    final Set<String> changed = new ConcurrentSkipListSet<>();

    /** What other hashes nodes stage. */
    final Map<String, String> hashes = new ConcurrentSkipListMap<>();

    /** Run before each program, with its node and verb. */
    Consumer<String> before = _ -> {};

    /** Nodes of which the restored cluster does not know. */
    final Set<String> forgotten = new ConcurrentSkipListSet<>();

    /** Opened when all that is under way is ended. */
    final CountDownLatch cancelled = new CountDownLatch(1);

    /** Nodes that end otherwise. */
    final Map<String, String> ends = new ConcurrentSkipListMap<>();

    /** Pods that have run for as long as they may. */
    final Set<String> overdue = new ConcurrentSkipListSet<>();

    /** Nodes on which no pod starts from now on. */
    final Set<String> dead = new ConcurrentSkipListSet<>();

    /** What nodes say that a restore set aside there; by default all the same. */
    final Map<String, String> kept = new ConcurrentSkipListMap<>();

    /** The database that they set aside. */
    final byte[] database = "database".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);

    /** What nodes were given as a snapshot. */
    final Map<String, byte[]> received = new ConcurrentHashMap<>();

    /** Nodes that send other bytes than they told before. */
    final Set<String> spoiling = new ConcurrentSkipListSet<>();

    /** Nodes that break off in the middle of sending what they set aside. */
    final Set<String> brokenOff = new ConcurrentSkipListSet<>();

    /** Nodes whose etcd has its WAL on a disk of its own. */
    final Set<String> walsApart = new ConcurrentSkipListSet<>();

    /** Of the namespace kube-system. */
    String uid = FactsFixture.UID;

    /** Why nodes leave the keys of a restore in etcd when they are cleaned. */
    final Map<String, String> keysLeft = new ConcurrentSkipListMap<>();

    /** Why the API does not answer when it is away. */
    Failure silence = new Failure(ExitCode.KUBERNETES_UNREACHABLE, "nobody listens", "");

    /** Why no pod may be made. */
    volatile Optional<Failure> refusal = Optional.empty();

    /** Why kubelets cannot be asked. */
    volatile Optional<Failure> kubelets = Optional.of(
            new Failure(ExitCode.KUBERNETES_REFUSED, "user 'ann' may not create nodes/proxy in the whole cluster", ""));

    /** Run before a kubelet is asked. */
    volatile Runnable beforeKubelet = () -> {};

    /** Nodes whose kubelets have looked at the API again and ended what it does not know. */
    final Set<String> endedByKubelet = new ConcurrentSkipListSet<>();

    /** Nodes whose kubelets were asked. */
    final List<String> byKubelet = new CopyOnWriteArrayList<>();

    String end = "Restored";
    String why = "";

    /** When nodes reached their state, by their own clocks. */
    Optional<Instant> since = Optional.empty();

    /** The etcd and its revision, as long as nothing is restored. */
    EtcdClusterId etcd = FactsFixture.ETCD;

    long revision = 9000;
    boolean k3s;
    boolean encrypted;
    String identity = "";
    Optional<RestorePlan> plan = Optional.empty();

    private final Map<String, String> nodeOf = new ConcurrentSkipListMap<>();

    /** How many pods were made. */
    final AtomicInteger number = new AtomicInteger();

    /** How often somebody wanted to be told of a refusal at once. */
    final AtomicInteger once = new AtomicInteger();

    private final AtomicInteger away = new AtomicInteger();

    @Override
    public long revision() {
        return states.containsValue("Restored") ? plan.orElseThrow().firstRevision() + 7 : revision;
    }

    private EtcdClusterId serving() {
        return states.containsValue("Restored") ? plan.orElseThrow().etcd().newClusterId() : etcd;
    }

    private long written() {
        return states.containsValue("Restored")
                ? Math.max(1_009_600, plan.orElseThrow().firstRevision() + 600)
                : revision;
    }

    @Override
    public Cluster once() {
        once.incrementAndGet();
        return this;
    }

    @Override
    public String title() {
        return "the cluster of context 'test'";
    }

    /** The API does not answer the next {@code questions}. */
    void goAway(int questions) {
        away.set(questions);
    }

    @Override
    public Optional<Failure> notReady() {
        return away.getAndUpdate(left -> Math.max(0, left - 1)) == 0 ? Optional.empty() : Optional.of(silence);
    }

    @Override
    public synchronized Optional<KubeObject> find(Kind kind, String namespace, String name) {
        return switch (kind) {
            case NAMESPACE -> Optional.of(object("{\"metadata\":{\"name\":\"kube-system\",\"uid\":\"" + uid + "\"}}"));
            case POD -> pods.contains(name) ? Optional.of(object(RUNNING)) : Optional.empty();
            case NODE, EVENT, JOB, CRON_JOB, ACCESS_REVIEW -> Optional.empty();
        };
    }

    @Override
    public synchronized List<KubeObject> list(Kind kind, Optional<String> namespace, String labels) {
        return switch (kind) {
            case CRON_JOB -> List.of(object(CRON_JOB));
            case NODE -> List.of(node("cp1"), node("cp2"), node("cp3"));
            case POD ->
                pods.stream()
                        .map(name -> object("{\"metadata\":{\"name\":\"" + name + "\"},\"status\":{\"phase\":\""
                                + (overdue.contains(name) ? "Failed" : "Running") + "\"}}"))
                        .toList();
            case NAMESPACE, EVENT, JOB, ACCESS_REVIEW -> List.of();
        };
    }

    private KubeObject node(String name) {
        return object("{\"metadata\":{\"name\":\"" + name
                + "\",\"labels\":{\"node-role.kubernetes.io/control-plane\":\"\"}},"
                + "\"status\":{\"nodeInfo\":{\"kubeletVersion\":\"v1.36.2" + (k3s ? "+k3s1" : "")
                + "\",\"osImage\":\"Debian\"}}}");
    }

    @Override
    public synchronized KubeObject create(Kind kind, String namespace, JsonObject object) {
        refusal.ifPresent(failure -> {
            throw new EtcdbrException(failure);
        });
        number.incrementAndGet();
        String name = new KubeObject(object).name();
        String node = new KubeObject(object).text("spec", "nodeName").orElseThrow();
        manifests.add(object);
        making.accept(name);
        if (!dead.contains(node) && !(forgotten.contains(node) && states.containsValue("Restored"))) {
            pods.add(name);
        }
        nodeOf.put(name, node);
        return object("{\"metadata\":{\"name\":\"" + name + "\"}}");
    }

    @Override
    public synchronized void delete(Kind kind, String namespace, String name) {
        if (away.get() > 0) {
            throw new EtcdbrException(ExitCode.KUBERNETES_UNREACHABLE, "nobody listens", "");
        }
        pods.remove(name);
        removed.accept(name);
    }

    @Override
    public void log(String namespace, String pod, String container, boolean follow, Consumer<String> lines) {
        throw new UnsupportedOperationException("nobody reads logs");
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
        String node = Objects.requireNonNull(nodeOf.get(pod), pod);
        boolean ofNode = command.contains("@/app/conf/node.options");
        List<String> words =
                command.subList(ofNode ? command.indexOf("@/app/conf/node.options") + 1 : 3, command.size());
        String verb = words.getFirst();
        calls.add(node + " " + verb);
        commands.add(node + " " + String.join(" ", words));
        before.accept(node + " " + verb);
        try {
            byte[] given = in.readAllBytes();
            if (words.contains("--identity=-")) {
                identity = new String(given, StandardCharsets.UTF_8);
            }
            if (verb.equals("save") && "Armed".equals(states.get(node))) {
                // The executor has the lock.
                return fails(verb, ExitCode.REFUSED, err);
            }
            if (down.contains(node) && Set.of("members", "diff").contains(verb)) {
                return fails(verb + " on " + node, ExitCode.SOURCE_UNREACHABLE, err);
            }
            ExitCode failure = failures.get(node + " " + verb);
            if (failure != null) {
                return fails(verb, failure, err);
            }
            boolean keys = words.stream().anyMatch(word -> word.startsWith("--encryption-config="));
            Answer answer =
                    keys && answers.containsKey(verb + WITH_KEYS) ? answers.get(verb + WITH_KEYS) : answers.get(verb);
            if (answer != null) {
                out.write(answer.out.getBytes(StandardCharsets.UTF_8));
                err.write(answer.err.getBytes(StandardCharsets.UTF_8));
                return answer.code;
            }
            if (verb.equals("send") && !words.contains("--dry-run")) {
                byte[] snapshot = snapshot();
                if (spoiling.contains(node)) {
                    snapshot[7] ^= 1;
                }
                boolean breaks = brokenOff.contains(node);
                out.write(snapshot, 0, breaks ? snapshot.length / 2 : snapshot.length);
                return breaks ? fails(verb, ExitCode.DAMAGED, err) : 0;
            }
            if (verb.equals("receive") && !words.get(1).startsWith("--to")) {
                received.put(node, given);
                if (given.length != plan.orElseThrow().backup().plainSize()) {
                    return fails(verb + " of " + given.length + " bytes", ExitCode.DAMAGED, err);
                }
            }
            out.write((ofNode ? node(node, verb, given) : job(verb)).getBytes(StandardCharsets.UTF_8));
            if (lostAnswers.containsKey(node + " " + verb)) {
                return fails(verb, Objects.requireNonNull(lostAnswers.get(node + " " + verb)), err);
            }
            return verb.equals("diff")
                    ? ExitCode.DIFFERENT.number()
                    : verb.equals("clean") && keysLeft.containsKey(node) ? ExitCode.SOURCE_UNREACHABLE.number() : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String runByKubelet(String node, String namespace, String pod, String container, List<String> command) {
        kubelets.ifPresent(failure -> {
            throw new EtcdbrException(failure);
        });
        beforeKubelet.run();
        if (!node.equals(nodeOf.get(pod)) || endedByKubelet.contains(node)) {
            throw new EtcdbrException(ExitCode.KUBERNETES_MISSING, "pod does not exist", "");
        }
        byKubelet.add(node);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int code = exec(namespace, pod, container, command, InputStream.nullInputStream(), out, out);
        if (code != 0) {
            throw new EtcdbrException(ExitCode.KUBERNETES_UNREACHABLE, "command exited with " + code, "");
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static int fails(String verb, ExitCode code, OutputStream err) throws IOException {
        err.write(("{\"error\":{\"problem\":\"" + verb + " went wrong\",\"remedy\":\"Mend it\"}}\n")
                .getBytes(StandardCharsets.UTF_8));
        return code.number();
    }

    private synchronized String node(String node, String verb, byte[] in) {
        switch (verb) {
            case "facts" -> {
                JsonObject facts = FactsFixture.node(Integer.parseInt(node.substring(2)));
                status(node).getAsJsonArray("restores").forEach(restore -> {
                    restore.getAsJsonObject().remove("executor");
                    restore.getAsJsonObject().remove("plan");
                    facts.getAsJsonArray("restores").add(restore);
                });
                if (fenced.contains(node)) {
                    facts.remove("etcd");
                    facts.remove("apiServer");
                    facts.getAsJsonArray("manifests").remove(0);
                    facts.getAsJsonArray("manifests").remove(0);
                }
                if (walsApart.contains(node)) {
                    FactsFixture.wal(facts, "8:2", 1024, 0);
                }
                if (changed.contains(node)) {
                    facts.getAsJsonArray("manifests").get(1).getAsJsonObject().addProperty("sha256", "0".repeat(64));
                }
                encryptionConfig.ifPresent(
                        path -> facts.add(
                                "encryption",
                                JsonParser.parseString(
                                        "{\"config\":\"" + path
                                                + "\",\"sha256\":\"00\",\"keys\":{\"keys\":[{\"provider\":\"aescbc\",\"name\":\"key1\"}]}}")));
                facts.add("problems", problems.getOrDefault(node, new JsonArray()));
                return facts.toString();
            }
            case "peers" -> {
                JsonObject peers = new JsonObject();
                PlanCodec.decode(in, "the plan")
                        .nodes()
                        .forEach(peer -> peers.addProperty(
                                peer,
                                deaf.contains(node + " " + peer)
                                        ? null
                                        : serving().toString()));
                JsonObject clients = peers.deepCopy();
                shut.stream()
                        .filter(pair -> pair.startsWith(node + " "))
                        .forEach(pair -> clients.add(pair.substring(node.length() + 1), JsonNull.INSTANCE));
                JsonObject answer = new JsonObject();
                answer.add("peers", peers);
                answer.add("clients", clients);
                return answer.toString();
            }
            case "plan" -> {
                if (states.containsValue("Restored")) {
                    etcd = serving();
                    revision = written();
                    others.put(plan.orElseThrow().id().value(), "Restored");
                    states.clear();
                }
                plan = Optional.of(PlanCodec.decode(in, "the plan"));
                states.put(node, "Planned");
            }
            case "stage" -> {
                states.put(node, "Staged");
                return "{\"step\":\"fetching\",\"done\":5,\"total\":10}\n{\"staged\":{\"hash\":\""
                        + hashes.getOrDefault(node, "1a2b") + "\"}}\n";
            }
            case "arm" -> states.put(node, "Armed");
            case "go" -> {
                states.replaceAll((at, _) -> ends.getOrDefault(at, end));
                if (end.equals("Restored")) {
                    // The restored etcd never knew of them.
                    pods.clear();
                }
                away.set(3);
            }
            case "discard" -> states.remove(node);
            case "kept" -> {
                return kept.getOrDefault(node, kept(9000, 0, 0));
            }
            case "send" -> {
                return "{\"step\":\"reading\",\"done\":5,\"total\":10}\n{\"snapshot\":{\"size\":" + snapshot().length
                        + ",\"sha256\":\"" + Sha256.digestOf(snapshot()) + "\"}}\n";
            }
            case "clean" -> {
                states.remove(node);
                JsonObject answer = new JsonObject();
                answer.addProperty("restore", plan.orElseThrow().id().value());
                answer.addProperty("keysLeft", keysLeft.get(node));
                return answer.toString();
            }
            case "status" -> {
                return status(node).toString();
            }
            default -> {
                // receive and save leave nothing to tell.
            }
        }
        return "";
    }

    /** What a node says that has a database up to a raft index, and beside it a WAL with changes. */
    static String kept(long index, long changes, long last) {
        return """
                {"database":"/var/lib/etcd/.etcdbr/ID/old/member/snap/db","size":524288,"revision":4000,"consistentIndex":%d,
                 "stoppedAt":"2026-11-20T12:00:00Z","killed":false,
                 "wal":{"committed":7,"last":%d,"changes":%d,"lastChange":%d},"whyNoWal":null}""".formatted(index, last, changes, last);
    }

    /** With its digest behind it. */
    byte[] snapshot() {
        byte[] digest = HexFormat.of().parseHex(Sha256.digestOf(database).hex());
        byte[] snapshot = Arrays.copyOf(database, database.length + digest.length);
        System.arraycopy(digest, 0, snapshot, database.length, digest.length);
        return snapshot;
    }

    private JsonObject status(String node) {
        JsonArray restores = new JsonArray();
        Optional.ofNullable(states.get(node)).ifPresent(state -> {
            JsonObject executor = new JsonObject();
            executor.addProperty("state", executors.getOrDefault(node, state));
            executor.addProperty("why", why);
            since.ifPresent(time -> executor.addProperty("since", time.toString()));
            JsonObject restore = new JsonObject();
            restore.addProperty("id", plan.orElseThrow().id().value());
            told(restore, state);
            restore.addProperty("recovering", recovering.get(node));
            restore.add("executor", executor);
            restore.add(
                    "plan", JsonParser.parseString(new String(PlanCodec.encode(plan.get()), StandardCharsets.UTF_8)));
            restores.add(restore);
        });
        others.forEach((id, state) -> {
            JsonObject restore = new JsonObject();
            restore.addProperty("id", id);
            told(restore, state);
            restores.add(restore);
        });
        JsonObject all = new JsonObject();
        all.add("restores", restores);
        return all;
    }

    private static void told(JsonObject restore, String state) {
        restore.addProperty("state", state);
        restore.addProperty("ended", state.matches("Restored|RolledBack|Aborted|Disarmed"));
    }

    private String job(String verb) {
        return switch (verb) {
            case "members" -> {
                String members = ScriptedJob.members(serving(), written(), down);
                for (Map.Entry<String, String> name : called.entrySet()) {
                    members = members.replace("\"name\":\"" + name.getKey(), "\"name\":\"" + name.getValue());
                }
                yield members;
            }
            case "describe" -> ScriptedJob.describe(encrypted);
            case "fetch" -> "{}";
            case "verify" -> ScriptedJob.verify();
            case "inspect" -> ScriptedJob.inspect();
            case "get" -> ScriptedJob.get();
            case "diff" -> ScriptedJob.diff();
            default -> throw new EtcdbrException(ExitCode.INTERNAL, "nobody expected " + verb, "");
        };
    }

    private static KubeObject object(String json) {
        return new KubeObject(JsonParser.parseString(json).getAsJsonObject());
    }

    @Override
    public void cancel() {
        cancelled.countDown();
    }

    @Override
    public void close() {}
}
