package io.etcdbr.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A real kube-apiserver over a real etcd, on loopback, with admission and RBAC as usual. There is no controller and no kubelet, so
 * what is created stays as it is.
 */
public final class KubeApiServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final EtcdCluster etcd;
    private final Process process;
    private final Path folder;

    /** How a call of kubectl ended and what it said on both streams. */
    public record Said(int code, String text) {}

    private KubeApiServer(EtcdCluster etcd, Process process, Path folder) {
        this.etcd = etcd;
        this.process = process;
        this.folder = folder;
    }

    /**
     * Starts it and waits until it is ready; skips the test where its programs are missing.
     *
     * @param folder an empty one, for its files; not removed
     * @param flags further ones of kube-apiserver
     */
    public static KubeApiServer start(Path folder, String... flags) throws IOException, InterruptedException {
        String program = KubePrograms.require("kube-apiserver");
        KubePrograms.require("kubectl");
        Path key = folder.resolve("sa.key");
        TestAuthority.openssl("genrsa", "-out", key, "2048");
        Path tokens = Files.writeString(folder.resolve("tokens"), "administrator,administrator,1,system:masters\n");
        int port = FreePort.take();
        EtcdCluster etcd = EtcdCluster.start(KubePrograms.etcd(), 1, Optional.empty());
        List<String> line = new ArrayList<>(List.of(
                program,
                "--bind-address=127.0.0.1",
                "--secure-port=" + port,
                "--cert-dir=" + folder.resolve("certificates"),
                "--etcd-servers=" + etcd.endpoint(0),
                "--token-auth-file=" + tokens,
                "--authorization-mode=RBAC",
                "--service-cluster-ip-range=10.0.0.0/24",
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=" + key,
                "--service-account-signing-key-file=" + key));
        line.addAll(List.of(flags));
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("kube-apiserver.log").toFile())
                .start();
        KubeApiServer server = new KubeApiServer(etcd, process, folder);
        try {
            Files.writeString(server.kubeconfig(), """
                    apiVersion: v1
                    kind: Config
                    current-context: test
                    contexts: [{name: test, context: {cluster: test, user: administrator}}]
                    clusters: [{name: test, cluster: {server: "https://127.0.0.1:%d", insecure-skip-tls-verify: true}}]
                    users: [{name: administrator, user: {token: administrator}}]
                    """.formatted(port));
            server.awaitReady();
            return server;
        } catch (IOException | InterruptedException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** Of a user who may do everything. */
    public Path kubeconfig() {
        return folder.resolve("kubeconfig");
    }

    /** Where all of it is kept. */
    public EtcdCluster etcd() {
        return etcd;
    }

    /** What kubectl prints; an {@link AssertionError} with what it says if it fails. */
    public String kubectl(String... arguments) throws IOException {
        return kubectlWith("", arguments);
    }

    /** The same with a standard input. */
    public String kubectlWith(String input, String... arguments) throws IOException {
        Said said = ask(input, arguments);
        if (said.code() != 0) {
            throw new AssertionError("kubectl " + String.join(" ", arguments) + " says: " + said.text());
        }
        return said.text();
    }

    /** Runs kubectl, which may fail. */
    public Said ask(String input, String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                KubePrograms.require("kubectl"),
                "--kubeconfig=" + kubeconfig(),
                "--cache-dir=" + folder.resolve("cache")));
        line.addAll(List.of(arguments));
        Process kubectl = new ProcessBuilder(line).redirectErrorStream(true).start();
        try (OutputStream stdin = kubectl.getOutputStream()) {
            stdin.write(input.getBytes(UTF_8));
        }
        String text = new String(kubectl.getInputStream().readAllBytes(), UTF_8);
        try {
            if (!kubectl.waitFor(5, TimeUnit.MINUTES)) {
                throw new IOException(line + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        return new Said(kubectl.exitValue(), text);
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        etcd.close();
    }

    private void awaitReady() throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (process.isAlive() && System.nanoTime() < end) {
            if (ask("", "get", "--raw", "/readyz").code() == 0) {
                return;
            }
            Thread.sleep(100);
        }
        throw new IOException("kube-apiserver says: " + Files.readString(folder.resolve("kube-apiserver.log")));
    }
}
