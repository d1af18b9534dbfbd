package io.etcdbr.kubectl.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.error.ExitCode;
import io.etcdbr.kubectl.kubeconfig.AccessReader;
import io.etcdbr.testing.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Asking whether an API server is there never fails, whatever is in the way. */
@Timeout(300)
class ApiReadinessTest {
    @TempDir
    Path folder;

    @Test
    void aTokenFileThatIsGoneIsACauseAndNoFailure() throws IOException {
        try (Cluster cluster = cluster("tokenFile: " + folder.resolve("gone"))) {
            assertThat(cluster.answers()).isFalse();
            assertThat(cluster.notReady())
                    .hasValueSatisfying(failure -> assertThat(failure.problem())
                            .contains("the token file " + folder.resolve("gone"), "cannot be read"));
        }
    }

    @Test
    void aPortAtWhichNobodyListensIsSaid() throws IOException {
        try (Cluster cluster = cluster("token: t")) {
            assertThat(cluster.notReady())
                    .hasValueSatisfying(failure -> assertThat(failure.problem()).contains("refused the connection"))
                    .hasValueSatisfying(
                            failure -> assertThat(failure.code()).isEqualTo(ExitCode.KUBERNETES_UNREACHABLE));
        }
    }

    @Test
    void aLoadBalancerWithoutAnApiServerIsNoMatterOfCertificates() throws Exception {
        try (ServerSocket balancer = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> closeAll(balancer));
            try (Cluster cluster = cluster(balancer.getLocalPort(), "token: t")) {
                assertThat(cluster.notReady()).hasValueSatisfying(failure -> {
                    assertThat(failure.code()).as(failure.problem()).isEqualTo(ExitCode.KUBERNETES_UNREACHABLE);
                    assertThat(failure.sentence()).doesNotContain("certificate");
                });
            }
        }
    }

    /** Each once it has begun to speak. */
    private static void closeAll(ServerSocket balancer) {
        while (!balancer.isClosed()) {
            try (Socket client = balancer.accept()) {
                client.getInputStream().readNBytes(100);
            } catch (IOException e) {
                // The test is over.
            }
        }
    }

    @Test
    void theNamespaceOfTheContextIsTold() throws IOException {
        try (Cluster cluster = cluster("token: t")) {
            assertThat(cluster.namespace()).contains("shop");
        }
    }

    private Cluster cluster(String user) throws IOException {
        return cluster(FreePort.take(), user);
    }

    private Cluster cluster(int port, String user) throws IOException {
        Path file = Files.writeString(folder.resolve("config"), """
                {apiVersion: v1, kind: Config, current-context: test,
                 contexts: [{name: test, context: {cluster: test, user: test, namespace: shop}}],
                 clusters: [{name: test, cluster: {server: "https://127.0.0.1:%d", insecure-skip-tls-verify: true}}],
                 users: [{name: test, user: {%s}}]}
                """.formatted(port, user));
        return ApiCluster.at(
                AccessReader.read(Optional.of(file), Optional.empty(), Map.of()), Duration.ofSeconds(5), Map.of());
    }
}
