package io.etcdbr.node.execute;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcd.jetcd.api.AlarmRequest;
import io.etcd.jetcd.api.AlarmType;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcdbr.format.ClusterName;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.MemberId;
import io.etcdbr.format.Sha256;
import io.etcdbr.job.etcd.control.ControlClient;
import io.etcdbr.job.etcd.control.MemberClient;
import io.etcdbr.job.etcd.control.MemberStatus;
import io.etcdbr.job.etcd.http2.Address;
import io.etcdbr.node.coordination.Coordination;
import io.etcdbr.node.coordination.PeerPort;
import io.etcdbr.node.host.FileId;
import io.etcdbr.restore.Staged;
import io.etcdbr.restore.State;
import io.etcdbr.restore.journal.Entry;
import io.etcdbr.restore.journal.Journal;
import io.etcdbr.restore.journal.JournalCodec;
import io.etcdbr.restore.journal.JournalLine;
import io.etcdbr.restore.plan.BackupSource;
import io.etcdbr.restore.plan.Bump;
import io.etcdbr.restore.plan.ClientTls;
import io.etcdbr.restore.plan.Deadlines;
import io.etcdbr.restore.plan.EtcdIds;
import io.etcdbr.restore.plan.Participant;
import io.etcdbr.restore.plan.PlanCodec;
import io.etcdbr.restore.plan.PlannedBackup;
import io.etcdbr.restore.plan.PlannedCluster;
import io.etcdbr.restore.plan.PlannedEtcd;
import io.etcdbr.restore.plan.RestoreId;
import io.etcdbr.restore.plan.RestorePlan;
import io.etcdbr.restore.plan.StaticManifests;
import io.etcdbr.testing.EtcdProgram;
import io.etcdbr.testing.Programs;
import io.etcdbr.tls.TlsMaterial;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Some control-plane nodes on this machine, with real etcd, a kubelet that only starts and stops, and a restore that is staged. A watcher
 * sees to it that no etcd ever shows another cluster id than the old one and those of plans: all manifests have a token that was
 * never used, so an empty member would give itself away.
 */
final class ControlPlane implements AutoCloseable {
    static final int BEFORE = 20;

    final Path base;
    final EtcdProgram program;
    final List<TestNode> nodes = new ArrayList<>();
    private final Map<String, FakeKubelet> kubelets = new HashMap<>();
    final Set<Long> allowed = ConcurrentHashMap.newKeySet();
    final Set<Long> seenClusters = ConcurrentHashMap.newKeySet();
    final ControlClient control = new ControlClient(ControlPlane::noTls, Duration.ofSeconds(10));
    private final Map<String, Thread> executors = new ConcurrentHashMap<>();
    private final Map<String, String> ends = new ConcurrentHashMap<>();
    private volatile boolean closed;

    private ControlPlane(EtcdProgram program) throws IOException {
        this.program = program;
        this.base = Files.createTempDirectory("control-plane");
    }

    private static TlsMaterial noTls() {
        throw new IllegalStateException("nothing here speaks TLS");
    }

    static ControlPlane start(EtcdProgram program, int size, boolean separateWal) throws Exception {
        ControlPlane plane = new ControlPlane(program);
        try {
            plane.begin(size, separateWal);
            return plane;
        } catch (Exception e) {
            plane.close();
            throw e;
        }
    }

    private void begin(int size, boolean separateWal) throws Exception {
        Path programs = Files.createDirectories(base.resolve("bin"));
        for (String name : List.of(TestNode.API_SERVER, TestNode.CONTROLLER_MANAGER, TestNode.SCHEDULER)) {
            Files.copy(Path.of(Programs.require("dash", "dash")), programs.resolve(name));
        }
        for (int i = 1; i <= size; i++) {
            nodes.add(new TestNode(
                    "cp" + i + "-" + Long.toHexString(System.nanoTime() & 0xffffff),
                    Files.createDirectories(base.resolve("cp" + i)),
                    separateWal));
        }
        bootstrap();
        for (TestNode node : nodes) {
            node.putManifest("etcd", node.etcd(program.program("etcd"), nodes, "never-used"));
            for (String name : List.of(TestNode.API_SERVER, TestNode.CONTROLLER_MANAGER, TestNode.SCHEDULER)) {
                node.putManifest(name, node.standIn(programs, name));
            }
            kubelets.put(node.name, new FakeKubelet(node.staticPods(), node.logs(), node.name));
        }
        patiently(
                "the etcd comes up",
                () -> statuses().size() == size
                        && statuses().values().stream().allMatch(status -> status.leader() != 0));
        allowed.add(statuses().values().iterator().next().clusterId());
        Thread.ofPlatform().daemon().name("watcher").start(this::watch);
    }

    /** The first start, with the only token that is ever used for it. */
    private void bootstrap() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (TestNode node : nodes) {
            processes.add(new ProcessBuilder(node.etcd(program.program("etcd"), nodes, "first"))
                    .redirectErrorStream(true)
                    .redirectOutput(node.logs().resolve("bootstrap.log").toFile())
                    .start());
        }
        patiently("the etcd begins", () -> {
            for (int i = 0; i < BEFORE - 1; i++) {
                ctl("put", "/registry/things/" + i, "before " + i);
            }
            ctl("put", "/registry/namespaces/kube-system", "here");
            return true;
        });
        processes.forEach(Process::destroy);
        for (Process process : processes) {
            process.waitFor();
        }
    }

    FakeKubelet kubelet(TestNode node) {
        return Objects.requireNonNull(kubelets.get(node.name));
    }

    interface Check {
        boolean holds() throws Exception;
    }

    static void patiently(String what, Check check) throws Exception {
        patiently(what, Duration.ofSeconds(150), check);
    }

    static void patiently(String what, Duration time, Check check) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        @Nullable Throwable last = null;
        while (System.nanoTime() < end) {
            try {
                if (check.holds()) {
                    return;
                }
            } catch (IOException e) {
                last = e;
            }
            Thread.sleep(100);
        }
        throw new AssertionError("in vain: " + what, last);
    }

    String ctl(String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                program.program("etcdctl").toString(),
                "--endpoints",
                String.join(",", nodes.stream().map(TestNode::clientUrl).toList())));
        line.addAll(List.of(arguments));
        return Programs.run(line.toArray(String[]::new));
    }

    MemberClient member(TestNode node) {
        return control.member(Address.of(node.clientUrl()).orElseThrow());
    }

    /** Of those that answer. */
    Map<String, MemberStatus> statuses() {
        Map<String, MemberStatus> found = new HashMap<>();
        for (TestNode node : nodes) {
            try {
                found.put(node.name, control.status(Address.of(node.clientUrl()).orElseThrow()));
            } catch (IOException e) {
                // Not there.
            }
        }
        return found;
    }

    private void watch() {
        // An empty member that has no leader shows itself only to its peers.
        List<PeerPort> ports = nodes.stream()
                .map(node -> new PeerPort(node.peerUrl(), ControlPlane::noTls, Duration.ofSeconds(1)))
                .toList();
        while (!closed) {
            ports.forEach(port -> port.cluster().ifPresent(id -> seenClusters.add(id.value())));
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Takes a snapshot, writes more, and stages the snapshot on all nodes. */
    RestorePlan stage() throws Exception {
        return stage(Duration.ofSeconds(40));
    }

    /** @param gate how long the API servers may take to go */
    RestorePlan stage(Duration gate) throws Exception {
        return stage(gate, this::save);
    }

    /** Takes a snapshot. */
    interface Taking {
        void into(Path snapshot) throws Exception;
    }

    void save(Path snapshot, String... more) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                program.program("etcdctl").toString(),
                "--endpoints",
                nodes.getFirst().clientUrl(),
                "snapshot",
                "save",
                snapshot.toString()));
        line.addAll(List.of(more));
        Programs.run(line.toArray(String[]::new));
    }

    /** A snapshot that holds the alarm NOSPACE of a member of the old cluster. */
    void saveWithAlarm(Path snapshot) throws Exception {
        raiseNoSpace(nodes.getFirst(), statuses().values().iterator().next().memberId());
        save(snapshot);
        ctl("alarm", "disarm");
    }

    /** A snapshot in which etcd lets nobody in who has no password. */
    void saveWithAuth(Path snapshot) throws Exception {
        ctl("user", "add", "root:secret");
        ctl("role", "add", "root");
        ctl("user", "grant-role", "root", "root");
        ctl("auth", "enable");
        save(snapshot, "--user=root:secret");
        ctl("auth", "disable", "--user=root:secret");
    }

    /** As a member does that has no room: only itself can be told to. */
    static void raiseNoSpace(TestNode through, long member) {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", through.clientPort)
                .usePlaintext()
                .build();
        try {
            MaintenanceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(20, TimeUnit.SECONDS)
                    .alarm(AlarmRequest.newBuilder()
                            .setAction(AlarmRequest.AlarmAction.ACTIVATE)
                            .setMemberID(member)
                            .setAlarm(AlarmType.NOSPACE)
                            .build());
        } finally {
            channel.shutdownNow();
        }
    }

    RestorePlan stage(Duration gate, Taking taking) throws Exception {
        Path snapshot = base.resolve("snapshot-" + System.nanoTime() + ".db");
        taking.into(snapshot);
        JsonObject status = JsonParser.parseString(Programs.run(
                        program.program("etcdutl").toString(), "snapshot", "status", snapshot.toString(), "-w", "json"))
                .getAsJsonObject();
        long keys;
        try (MemberClient member = member(nodes.getFirst())) {
            keys = member.countAll(0, Duration.ofSeconds(10));
        }
        for (int i = 0; i < 5; i++) {
            ctl("put", "/registry/things/after-" + System.nanoTime(), "after");
        }
        RestoreId id = RestoreId.create(Instant.now());
        RestorePlan plan = plan(id, snapshot, status, keys, gate);
        for (TestNode node : nodes) {
            stage(plan, node, snapshot, Long.toHexString(status.get("hash").getAsLong()));
        }
        allowed.add(plan.etcd().newClusterId().value());
        return plan;
    }

    private RestorePlan plan(RestoreId id, Path snapshot, JsonObject status, long keys, Duration gate)
            throws Exception {
        String token = RestorePlan.token(id);
        Map<String, MemberStatus> now = statuses();
        List<Participant> participants = new ArrayList<>();
        List<MemberId> ids = new ArrayList<>();
        for (TestNode node : nodes) {
            MemberId newId = EtcdIds.member(List.of(node.peerUrl()), token);
            ids.add(newId);
            participants.add(new Participant(
                    node.name,
                    node.name,
                    new MemberId(Objects.requireNonNull(now.get(node.name)).memberId()),
                    newId,
                    List.of(node.peerUrl()),
                    node.clientUrl(),
                    "/var/lib/etcd",
                    node.separateWal ? Optional.of("/wal") : Optional.empty(),
                    "/etc/kubernetes/manifests",
                    new StaticManifests(
                            node.planned("etcd"),
                            node.planned(TestNode.API_SERVER),
                            node.planned(TestNode.CONTROLLER_MANAGER),
                            node.planned(TestNode.SCHEDULER)),
                    node.securePort,
                    new ClientTls("/etc/ca", "/etc/cert", "/etc/key"),
                    "v1.36.2"));
        }
        long live =
                now.values().stream().mapToLong(MemberStatus::revision).max().orElseThrow();
        long revision = status.get("revision").getAsLong();
        return new RestorePlan(
                id,
                new PlannedCluster(new ClusterName("test"), "a-uid"),
                new PlannedBackup(
                        new BackupSource.LocalFile(snapshot.toString()),
                        Sha256.digestOf(Files.readAllBytes(snapshot)),
                        Files.size(snapshot),
                        revision,
                        keys,
                        Long.toHexString(status.get("hash").getAsLong()),
                        Optional.empty()),
                new PlannedEtcd(
                        program.version(),
                        new EtcdClusterId(now.values().iterator().next().clusterId()),
                        EtcdIds.cluster(ids),
                        token,
                        Bump.of(live, revision),
                        live),
                participants,
                List.of(),
                List.of("/registry/namespaces/kube-system", "/registry/things/0"),
                new Deadlines(gate, Duration.ofSeconds(60), Duration.ofSeconds(90), Duration.ofSeconds(60)),
                7);
    }

    private void stage(RestorePlan plan, TestNode node, Path snapshot, String hash) throws Exception {
        Path own = node.dataDir().resolve(".etcdbr").resolve(plan.id().value());
        Files.createDirectories(own);
        List<String> line = new ArrayList<>(List.of(
                program.program("etcdutl").toString(),
                "snapshot",
                "restore",
                snapshot.toString(),
                "--name",
                node.name,
                "--initial-cluster",
                String.join(
                        ",",
                        nodes.stream()
                                .map(one -> one.name + "=" + one.peerUrl())
                                .toList()),
                "--initial-cluster-token",
                plan.etcd().token(),
                "--initial-advertise-peer-urls",
                node.peerUrl(),
                "--bump-revision",
                "" + plan.etcd().bump(),
                "--mark-compacted",
                "--data-dir",
                own.resolve("new").toString()));
        Map<String, Long> wal = new HashMap<>();
        if (node.separateWal) {
            Path newWal =
                    node.walDir().resolve(".etcdbr").resolve(plan.id().value()).resolve("new");
            Files.createDirectories(newWal.getParent());
            line.addAll(List.of("--wal-dir", newWal.toString()));
        }
        Programs.run(line.toArray(String[]::new));
        if (node.separateWal) {
            Path newWal =
                    node.walDir().resolve(".etcdbr").resolve(plan.id().value()).resolve("new");
            for (Path file : node.walFiles(newWal)) {
                wal.put(file.getFileName().toString(), FileId.inodeOf(file).orElseThrow());
            }
        }
        Path folder = Files.createDirectories(node.restore(plan.id()));
        Files.write(folder.resolve("plan.json"), PlanCodec.encode(plan));
        Files.createDirectories(folder.resolve("saved"));
        for (String name : List.of("etcd", TestNode.API_SERVER, TestNode.CONTROLLER_MANAGER, TestNode.SCHEDULER)) {
            Files.copy(node.manifest(name), folder.resolve("saved/" + name + ".yaml"));
        }
        Staged staged = new Staged(
                PlanCodec.digest(plan),
                hash,
                node.memberInode(),
                FileId.inodeOf(own.resolve("new/member")).orElseThrow(),
                wal);
        JournalLine first = new JournalLine(1, "staging", 0, Instant.now(), new Entry.Begun(staged));
        Files.write(folder.resolve("journal.jsonl"), JournalCodec.encode(first));
    }

    /** Starts an executor in this process, and again when it was killed, as kubelet does. */
    void execute(RestorePlan plan, TestNode node, Moments moments) {
        executors.put(
                node.name,
                Thread.ofPlatform().daemon().name("executor " + node.name).start(() -> {
                    while (!closed && !ends.containsKey(node.name)) {
                        run(plan, node, moments);
                    }
                }));
    }

    private void run(RestorePlan plan, TestNode node, Moments moments) {
        Path log = node.logs().resolve("executor.log");
        try (PrintStream out = new PrintStream(
                Files.newOutputStream(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                true,
                StandardCharsets.UTF_8)) {
            NodeRestore.open(plan.id(), node.name, node.settings(moments, out))
                    .execute(Optional.empty())
                    .ifPresent(end -> ends.put(node.name, end.name()));
        } catch (Killed | InterruptedException e) {
            // Started again, unless all is over.
        } catch (Exception e) {
            ends.put(node.name, e.toString());
        }
    }

    /** Kills an executor in this process as often as it comes to one of these moments for the first time. */
    Moments killingAt(TestNode node, Predicate<String> when, Set<String> killed) {
        return what -> {
            if (when.test(what) && killed.add(what)) {
                Thread main = executors.get(node.name);
                if (main != null && main != Thread.currentThread()) {
                    main.interrupt();
                }
                throw new Killed();
            }
        };
    }

    void execute(RestorePlan plan) {
        nodes.forEach(node -> execute(plan, node, Moments.NONE));
    }

    /** Lets kubelet start the executor as a process of its own. */
    void executeApart(RestorePlan plan, TestNode node, String killAt) throws IOException {
        node.putManifest("etcdbr-" + plan.id(), ExecutorProcess.commandLine(node, plan.id(), killAt));
    }

    /** Gives GO once all are armed. */
    void go(RestorePlan plan) throws Exception {
        TestNode any = nodes.getFirst();
        String value = journal(plan, any).staged().orElseThrow().armed();
        try (MemberClient member = member(any)) {
            Coordination coordination = new Coordination(member, plan.id(), plan.nodes(), any.name);
            patiently("all are armed", () -> coordination.giveGo(value));
        }
    }

    Journal journal(RestorePlan plan, TestNode node) throws IOException {
        return JournalCodec.decode(Files.readAllBytes(node.restore(plan.id()).resolve("journal.jsonl")), "journal");
    }

    /** The names of the states that a node went through. */
    List<String> states(RestorePlan plan, TestNode node) throws IOException {
        return journal(plan, node).lines().stream()
                .map(JournalLine::entry)
                .filter(Entry.Reached.class::isInstance)
                .map(entry -> ((Entry.Reached) entry).state().name())
                .toList();
    }

    /** Whether any node has come to this state, and perhaps left it. */
    boolean haveBeen(RestorePlan plan, String state) throws IOException {
        for (TestNode node : nodes) {
            if (states(plan, node).contains(state)) {
                return true;
            }
        }
        return false;
    }

    /** Whether every node has come to this state, and perhaps left it. */
    boolean haveAllBeen(RestorePlan plan, String state) throws IOException {
        for (TestNode node : nodes) {
            if (!states(plan, node).contains(state)) {
                return false;
            }
        }
        return true;
    }

    /** Waits until all executors have ended, and says how, by node. */
    Map<String, String> ends(RestorePlan plan) throws Exception {
        patiently("the executors end", Duration.ofMinutes(15), () -> {
            for (TestNode node : nodes) {
                Optional<State> state = journal(plan, node).state();
                if (state.filter(State.Terminal.class::isInstance).isEmpty()) {
                    return false;
                }
            }
            return true;
        });
        Map<String, String> found = new HashMap<>();
        for (TestNode node : nodes) {
            found.put(node.name, journal(plan, node).state().orElseThrow().name());
        }
        for (Thread thread : executors.values()) {
            thread.join(Duration.ofSeconds(20));
        }
        ends.clear();
        return found;
    }

    /** How many keys the cluster has, asked with a quorum once there is one. */
    long keys() throws Exception {
        long[] found = {0};
        patiently("the etcd answers", () -> {
            try (MemberClient member = member(nodes.getFirst())) {
                found[0] = member.countAll(0, Duration.ofSeconds(10));
                return true;
            }
        });
        return found[0];
    }

    /** Whether everything of every node runs. */
    boolean runs() throws IOException {
        for (TestNode node : nodes) {
            for (String name : List.of(TestNode.API_SERVER, TestNode.CONTROLLER_MANAGER, TestNode.SCHEDULER)) {
                if (node.running(name).isEmpty()) {
                    return false;
                }
            }
        }
        return statuses().size() == nodes.size();
    }

    /** What the nodes and their logs say, for a failure's message. */
    String story(RestorePlan plan) throws IOException {
        StringBuilder story = new StringBuilder();
        for (TestNode node : nodes) {
            story.append("\n== ")
                    .append(node.name)
                    .append(' ')
                    .append(ends.get(node.name))
                    .append('\n');
            story.append(Files.readString(node.restore(plan.id()).resolve("journal.jsonl")));
            Path status = node.restore(plan.id()).resolve("status.json");
            if (Files.exists(status)) {
                story.append("status: ").append(Files.readString(status));
            }
        }
        return story.toString();
    }

    /** Clusters that were seen and that nobody made. */
    Set<Long> strangeClusters() {
        Set<Long> strange = new HashSet<>(seenClusters);
        strange.removeAll(allowed);
        return strange;
    }

    @Override
    public void close() throws Exception {
        closed = true;
        executors.values().forEach(Thread::interrupt);
        for (Thread thread : executors.values()) {
            thread.join();
        }
        for (FakeKubelet kubelet : kubelets.values()) {
            kubelet.close();
        }
        // Until they are gone they write into what is removed below.
        patiently("all processes of the nodes end", Duration.ofSeconds(120), () -> {
            List<ProcessHandle> left = ProcessHandle.allProcesses()
                    .filter(this::isOfANode)
                    .filter(ProcessHandle::isAlive)
                    .toList();
            left.forEach(ProcessHandle::destroyForcibly);
            return left.isEmpty();
        });
        control.close();
        try (Stream<Path> files = Files.walk(base)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private boolean isOfANode(ProcessHandle process) {
        String line = process.info().commandLine().orElse("");
        return process.pid() != ProcessHandle.current().pid()
                && nodes.stream().anyMatch(node -> line.contains(node.root + "/"));
    }

    /** As SIGKILL does to an executor in this process: nothing of it runs any more. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }
}
