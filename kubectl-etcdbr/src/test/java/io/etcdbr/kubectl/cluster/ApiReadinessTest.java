package io.etcdbr.kubectl.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.error.ExitCode;
import io.etcdbr.kubectl.kubeconfig.AccessReader;
import io.etcdbr.testing.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Asking whether an API server is there never fails, whatever is in the way. */
@Timeout(60)
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

    private Cluster cluster(String user) throws IOException {
        Path file = Files.writeString(folder.resolve("config"), """
                {apiVersion: v1, kind: Config, current-context: test,
                 contexts: [{name: test, context: {cluster: test, user: test}}],
                 clusters: [{name: test, cluster: {server: "https://127.0.0.1:%d", insecure-skip-tls-verify: true}}],
                 users: [{name: test, user: {%s}}]}
                """.formatted(FreePort.take(), user));
        return ApiCluster.at(
                AccessReader.read(Optional.of(file), Optional.empty(), Map.of()), Duration.ofSeconds(5), Map.of());
    }
}
