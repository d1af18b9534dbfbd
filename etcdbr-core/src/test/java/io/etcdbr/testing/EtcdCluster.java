package io.etcdbr.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Real etcd members on loopback, with data of their own that goes away with them. */
public final class EtcdCluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** What etcd and etcdctl say when they did not come to it in time, as on a machine that was busy for others. */
    private static final Pattern LATE = Pattern.compile(
            "request timed out|deadline exceeded|leader changed|transport is closing|connection closed");

    private static final int TRIES = 5;

    private final EtcdProgram program;
    private final Optional<Tls> tls;
    private final Path folder;
    private final List<Node> nodes = new ArrayList<>();

    /**
     * @param server for all members
     * @param client what {@link #ctl} offers
     */
    public record Tls(Path cacert, TestAuthority.Pair server, TestAuthority.Pair client) {}

    private static final class Node {
        final String name;
        final int clientPort = FreePort.take();
        final int peerPort = FreePort.take();

        @Nullable Process process;

        Process process() {
            return Objects.requireNonNull(process, "not launched");
        }

        Node(String name) throws IOException {
            this.name = name;
        }

        String peerUrl() {
            return "http://127.0.0.1:" + peerPort;
        }
    }

    private EtcdCluster(EtcdProgram program, Optional<Tls> tls, Path folder) {
        this.program = program;
        this.tls = tls;
        this.folder = folder;
    }

    /**
     * Starts it and waits until it is healthy.
     *
     * @param flags further flags of every member
     */
    public static EtcdCluster start(EtcdProgram program, int size, Optional<Tls> tls, String... flags)
            throws IOException, InterruptedException {
        EtcdCluster cluster = new EtcdCluster(program, tls, Files.createTempDirectory("etcd"));
        for (int i = 1; i <= size; i++) {
            cluster.nodes.add(new Node("m" + i));
        }
        try {
            for (Node node : cluster.nodes) {
                cluster.launch(node, "new", flags);
            }
            for (Node node : cluster.nodes) {
                cluster.awaitListening(node);
            }
            cluster.patiently(() -> cluster.ctl("put", "health", "asked"));
            return cluster;
        } catch (IOException | InterruptedException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** Starts one member and waits only until it listens, for one that no client can or will use. */
    public static EtcdCluster launch(EtcdProgram program, Optional<Tls> tls) throws IOException, InterruptedException {
        EtcdCluster cluster = new EtcdCluster(program, tls, Files.createTempDirectory("etcd"));
        Node node = new Node("m1");
        cluster.nodes.add(node);
        cluster.launch(node, "new");
        try {
            cluster.awaitListening(node);
            return cluster;
        } catch (IOException | InterruptedException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** Starts another member, a learner, and does not wait for it. */
    public void addLearner() throws IOException, InterruptedException {
        Node node = new Node("m" + (nodes.size() + 1));
        // Until all members have met, etcd takes no new one.
        patiently(() -> ctl("member", "add", node.name, "--learner", "--peer-urls=" + node.peerUrl()));
        nodes.add(node);
        launch(node, "existing");
    }

    public EtcdProgram program() {
        return program;
    }

    /** Client URL of the member, counted from 0. */
    public URI endpoint(int member) {
        return URI.create((tls.isPresent() ? "https" : "http") + "://127.0.0.1:" + port(member));
    }

    public int port(int member) {
        return nodes.get(member).clientPort;
    }

    /** The number of the member with this name. */
    public int indexOf(String name) {
        return nodes.stream().map(node -> node.name).toList().indexOf(name);
    }

    public Path dataDir(int member) {
        return folder.resolve(nodes.get(member).name);
    }

    public String peerUrl(int member) {
        return nodes.get(member).peerUrl();
    }

    /** SIGKILL. */
    public void kill(int member) throws InterruptedException {
        nodes.get(member).process().destroyForcibly().waitFor();
    }

    /** SIGTERM, and waits for its end. */
    public void stop(int member) throws InterruptedException {
        nodes.get(member).process().destroy();
        nodes.get(member).process().waitFor();
    }

    /** The file that a member keeps all in, to be read once the member is dead. */
    public Path database(int member) {
        return folder.resolve(nodes.get(member).name).resolve("member/snap/db");
    }

    public boolean isAlive(int member) {
        return nodes.get(member).process().isAlive();
    }

    /** SIGSTOP: it keeps its connections and says no more. */
    public void freeze(int member) throws IOException {
        signal(member, "STOP");
    }

    /** SIGCONT. */
    public void thaw(int member) throws IOException {
        signal(member, "CONT");
    }

    /** What {@code etcdctl} says, asked at the first member. Asked again where etcd was only late, so a write may be done twice. */
    public String ctl(String... arguments) throws IOException {
        return ctlWith(new byte[0], arguments);
    }

    /** The same with a standard input. */
    public String ctlWith(byte[] input, String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                program.program("etcdctl").toString(),
                "--dial-timeout=1m",
                "--command-timeout=2m",
                "--keepalive-timeout=2m",
                "--endpoints",
                endpoint(0).toString()));
        tls.ifPresent(files -> line.addAll(List.of(
                "--cacert",
                files.cacert().toString(),
                "--cert",
                files.client().cert().toString(),
                "--key",
                files.client().key().toString())));
        line.addAll(List.of(arguments));
        for (int attempt = 1; ; attempt++) {
            try {
                return Programs.runWithInput(input, line.toArray(String[]::new));
            } catch (IOException e) {
                if (attempt == TRIES
                        || !LATE.matcher(String.valueOf(e.getMessage())).find()) {
                    throw e;
                }
            }
        }
    }

    /** Fills it with values of a MiB, that do not compress. */
    public void fill(int mebibytes) throws IOException {
        Random random = new Random(mebibytes);
        for (int i = 0; i < mebibytes; i++) {
            byte[] value = new byte[1 << 20];
            random.nextBytes(value);
            for (int k = 0; k < value.length; k++) {
                value[k] = (byte) ('!' + (value[k] & 63));
            }
            ctlWith(value, "put", "/big/" + i);
        }
    }

    /** What etcd's own tool says of a snapshot file, with its check of the trailer. */
    public String snapshotStatus(Path file) throws IOException {
        String tool = program.has("etcdutl") ? "etcdutl" : "etcdctl";
        return Programs.run(program.program(tool).toString(), "snapshot", "status", file.toString(), "-w", "json");
    }

    @Override
    public void close() throws IOException {
        for (Node node : nodes) {
            if (node.process != null) {
                node.process.destroyForcibly();
                try {
                    node.process.waitFor();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
        ServerFolder.remove(folder);
    }

    private void signal(int member, String name) throws IOException {
        Programs.run("kill", "-" + name, "" + nodes.get(member).process().pid());
    }

    private void launch(Node node, String state, String... flags) throws IOException {
        String clientUrl = (tls.isPresent() ? "https" : "http") + "://127.0.0.1:" + node.clientPort;
        List<String> line = new ArrayList<>(List.of(
                program.program("etcd").toString(),
                "--name=" + node.name,
                "--data-dir=" + folder.resolve(node.name),
                "--listen-client-urls=" + clientUrl,
                "--advertise-client-urls=" + clientUrl,
                "--listen-peer-urls=" + node.peerUrl(),
                "--initial-advertise-peer-urls=" + node.peerUrl(),
                "--initial-cluster-state=" + state,
                "--initial-cluster="
                        + String.join(
                                ",",
                                nodes.stream()
                                        .map(one -> one.name + "=" + one.peerUrl())
                                        .toList())));
        tls.ifPresent(files -> line.addAll(List.of(
                "--cert-file=" + files.server().cert(),
                "--key-file=" + files.server().key(),
                "--trusted-ca-file=" + files.cacert(),
                "--client-cert-auth")));
        line.addAll(List.of(flags));
        node.process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(node.name + ".log").toFile())
                .start();
    }

    private interface Attempt {
        void make() throws IOException;
    }

    private void awaitListening(Node node) throws IOException, InterruptedException {
        patiently(() -> new Socket(InetAddress.getLoopbackAddress(), node.clientPort).close());
    }

    private void patiently(Attempt attempt) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                attempt.make();
                return;
            } catch (IOException e) {
                if (System.nanoTime() > end
                        || nodes.stream().anyMatch(node -> !node.process().isAlive())) {
                    throw new IOException(program + " says: " + Files.readString(folder.resolve("m1.log")), e);
                }
                Thread.sleep(50);
            }
        }
    }
}
