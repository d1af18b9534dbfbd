package io.etcdbr.kubectl;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.etcdbr.testing.EtcdCluster;
import io.etcdbr.testing.EtcdProgram;
import io.etcdbr.testing.FreePort;
import io.etcdbr.testing.Programs;
import io.etcdbr.testing.TestAuthority;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A real kube-apiserver with an etcd of its own, and nothing else: no kubelet, no controllers. */
public final class KubernetesApi implements AutoCloseable {
    /** The environment variable with the folder of Kubernetes' programs. */
    public static final String FOLDER = "ETCDBR_TEST_KUBE";

    public static final String ADMIN_TOKEN = "admin-token";
    public static final String NOBODY_TOKEN = "nobody-token";

    private final Path folder;
    private final TestAuthority authority;
    private final EtcdCluster etcd;
    private final Process process;
    private final int port;

    private KubernetesApi(Path folder, TestAuthority authority, EtcdCluster etcd, Process process, int port) {
        this.folder = folder;
        this.authority = authority;
        this.etcd = etcd;
        this.process = process;
        this.port = port;
    }

    /** A program of Kubernetes: in that folder or in {@code PATH}, or the test is skipped. */
    public static Path program(String name) {
        Optional<Path> program = Optional.ofNullable(System.getenv(FOLDER))
                .filter(folder -> !folder.isBlank())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .or(() -> Programs.find(name));
        assumeTrue(program.isPresent(), "the program " + name + " is missing: name its folder in " + FOLDER);
        return program.orElseThrow();
    }

    /** Starts it and waits until it is ready; skips the test if a program is missing. */
    public static KubernetesApi start(Path folder) throws IOException, InterruptedException {
        Path program = program("kube-apiserver");
        TestAuthority authority = TestAuthority.create(folder, "kubernetes-ca");
        TestAuthority.Pair server = authority.issue("kube-apiserver", "IP:127.0.0.1,DNS:kubernetes", 2);
        Path tokens = Files.writeString(
                folder.resolve("tokens.csv"), ADMIN_TOKEN + ",admin,1,system:masters\n" + NOBODY_TOKEN + ",nobody,2\n");
        EtcdCluster etcd = EtcdCluster.start(EtcdProgram.any(), 1, Optional.empty());
        int port = FreePort.take();
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--etcd-servers=" + etcd.endpoint(0),
                        "--bind-address=127.0.0.1",
                        "--secure-port=" + port,
                        "--cert-dir=" + folder,
                        "--tls-cert-file=" + server.cert(),
                        "--tls-private-key-file=" + server.key(),
                        "--client-ca-file=" + authority.cert(),
                        "--token-auth-file=" + tokens,
                        "--authorization-mode=RBAC",
                        "--anonymous-auth=false",
                        "--service-account-issuer=https://kubernetes.default.svc",
                        "--service-account-signing-key-file=" + server.key(),
                        "--service-account-key-file=" + server.key(),
                        "--disable-admission-plugins=ServiceAccount",
                        "--service-cluster-ip-range=10.96.0.0/24")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("apiserver.log").toFile())
                .start();
        KubernetesApi api = new KubernetesApi(folder, authority, etcd, process, port);
        try {
            api.awaitReady();
            return api;
        } catch (IOException | InterruptedException | RuntimeException e) {
            api.close();
            throw e;
        }
    }

    public URI server() {
        return URI.create("https://127.0.0.1:" + port);
    }

    public TestAuthority authority() {
        return authority;
    }

    /** A kubeconfig with this user, as YAML in one line. */
    public Path kubeconfig(String user) throws IOException {
        return kubeconfig(
                server(),
                "certificate-authority-data: "
                        + Base64.getEncoder().encodeToString(Files.readAllBytes(authority.cert())),
                user);
    }

    /** The same with another server and other fields of the cluster. */
    public Path kubeconfig(URI server, String cluster, String user) throws IOException {
        Path file = Files.createTempFile(folder, "kubeconfig", ".yaml");
        return Files.writeString(file, """
                current-context: test
                contexts:
                - name: test
                  context: {cluster: test, user: test}
                clusters:
                - name: test
                  cluster: {server: "%s", %s}
                users:
                - name: test
                  user: {%s}
                """.formatted(server, cluster, user));
    }

    public Path admin() throws IOException {
        return kubeconfig("token: " + ADMIN_TOKEN);
    }

    /** SIGKILL. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        etcd.close();
    }

    private void awaitReady() throws IOException, InterruptedException {
        for (int i = 0; i < 300; i++) {
            Process asked = new ProcessBuilder(
                            "openssl",
                            "s_client",
                            "-connect",
                            "127.0.0.1:" + port,
                            "-quiet",
                            "-CAfile",
                            authority.cert().toString())
                    .redirectErrorStream(true)
                    .start();
            try (OutputStream in = asked.getOutputStream()) {
                in.write(("GET /readyz HTTP/1.0\r\nAuthorization: Bearer " + ADMIN_TOKEN + "\r\n\r\n").getBytes());
                in.flush();
                String said = new String(asked.getInputStream().readAllBytes());
                if (said.contains(" 200 OK")) {
                    return;
                }
            } catch (IOException e) {
                // It does not listen yet.
            } finally {
                asked.destroyForcibly();
            }
            if (!process.isAlive()) {
                break;
            }
            Thread.sleep(200);
        }
        throw new IOException(
                "kube-apiserver does not get ready: " + Files.readString(folder.resolve("apiserver.log")));
    }
}
