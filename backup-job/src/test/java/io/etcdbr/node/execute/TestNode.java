package io.etcdbr.node.execute;

import io.etcdbr.format.Sha256;
import io.etcdbr.node.host.FileId;
import io.etcdbr.node.host.HostRoot;
import io.etcdbr.node.processes.ProcFiles;
import io.etcdbr.node.processes.RunningProcess;
import io.etcdbr.restore.plan.ManifestFile;
import io.etcdbr.restore.plan.RestoreId;
import io.etcdbr.testing.FreePort;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A control-plane node: a folder that is its root, and processes that bear its name. */
final class TestNode {
    static final String API_SERVER = "kube-apiserver";
    static final String CONTROLLER_MANAGER = "kube-controller-manager";
    static final String SCHEDULER = "kube-scheduler";
    private static final String MARK = "test-node";

    final String name;
    final Path root;
    final int clientPort = FreePort.take();
    final int peerPort = FreePort.take();
    final int securePort = FreePort.take();
    final boolean separateWal;

    TestNode(String name, Path root, boolean separateWal) throws IOException {
        this.name = name;
        this.root = root;
        this.separateWal = separateWal;
        Files.createDirectories(staticPods());
        Files.createDirectories(logs());
        Files.createDirectories(dataDir());
        Files.createDirectories(root.resolve("etc/kubernetes/etcdbr"));
        if (separateWal) {
            Files.createDirectories(walDir());
        }
    }

    Path staticPods() {
        return root.resolve("etc/kubernetes/manifests");
    }

    Path logs() {
        return root.resolve("var/log");
    }

    Path dataDir() {
        return root.resolve("var/lib/etcd");
    }

    Path walDir() {
        return root.resolve("wal");
    }

    Path restore(RestoreId id) {
        return root.resolve("etc/kubernetes/etcdbr").resolve(id.value());
    }

    Path manifest(String component) {
        return staticPods().resolve(component + ".yaml");
    }

    String clientUrl() {
        return "http://127.0.0.1:" + clientPort;
    }

    String peerUrl() {
        return "http://127.0.0.1:" + peerPort;
    }

    List<String> etcd(Path program, List<TestNode> all, String token) {
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "--name=" + name,
                "--data-dir=" + dataDir(),
                "--listen-client-urls=" + clientUrl(),
                "--advertise-client-urls=" + clientUrl(),
                "--listen-peer-urls=" + peerUrl(),
                "--initial-advertise-peer-urls=" + peerUrl(),
                "--initial-cluster-state=new",
                "--initial-cluster-token=" + token,
                "--initial-cluster="
                        + all.stream()
                                .map(node -> node.name + "=" + node.peerUrl())
                                .collect(Collectors.joining(","))));
        if (separateWal) {
            command.add("--wal-dir=" + walDir());
        }
        return command;
    }

    /** Something with a component's name that does not heed SIGTERM, as an API server with its long grace. */
    List<String> standIn(Path programs, String component) {
        return List.of(
                programs.resolve(component).toString(),
                "-c",
                "trap '' TERM; read forever",
                component,
                "--secure-port=" + securePort,
                "--" + MARK + "=" + name);
    }

    void putManifest(String component, List<String> command) throws IOException {
        Path draft = staticPods().resolve("." + component);
        Files.write(draft, command);
        Files.move(draft, manifest(component));
    }

    ManifestFile planned(String component) throws IOException {
        return new ManifestFile(
                "/etc/kubernetes/manifests/" + component + ".yaml",
                Sha256.digestOf(Files.readAllBytes(manifest(component))));
    }

    Optional<RunningProcess> running(String component) throws IOException {
        return new ProcFiles(Path.of("/proc"))
                .processes(component::equals).stream().filter(this::isOurs).findFirst();
    }

    boolean isOurs(RunningProcess process) {
        return process.flag(MARK)
                .or(() -> process.flag("name"))
                .filter(name::equals)
                .isPresent();
    }

    ExecutorSettings settings(Moments moments, PrintStream out) {
        return new ExecutorSettings(
                new HostRoot(root),
                Path.of("/proc"),
                this::isOurs,
                _ -> new ApiProbe() {
                    @Override
                    public Optional<String> notReady() {
                        try {
                            return running(API_SERVER).isPresent()
                                    ? Optional.empty()
                                    : Optional.of("there is no process of it");
                        } catch (IOException e) {
                            return Optional.of(e.toString());
                        }
                    }

                    @Override
                    public Optional<String> evidence() {
                        return Optional.empty();
                    }
                },
                moments,
                standing -> out.println(standing.json()),
                Clock.systemUTC());
    }

    long memberInode() throws IOException {
        return FileId.inodeOf(dataDir().resolve("member")).orElse(0);
    }

    List<Path> walFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file ->
                            file.toString().endsWith(".wal") || file.toString().endsWith(".tmp"))
                    .toList();
        }
    }
}
