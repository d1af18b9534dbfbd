package io.etcdbr.kubectl.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdbr.kubectl.kubeconfig.Access;
import io.etcdbr.kubectl.kubeconfig.AccessReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Log-ins that kubectl no longer knows, by the Kubernetes client's own way. */
@Timeout(600)
class ClientLibraryTest {
    @TempDir
    private Path folder;

    @Test
    void anAuthProviderLogsInThroughTheKubernetesClient() throws IOException, InterruptedException {
        String token = token();
        try (MockWebServer server = new MockWebServer()) {
            server.start();
            server.enqueue(new MockResponse.Builder()
                    .body("{\"metadata\":{\"name\":\"default\"}}")
                    .build());

            try (Cluster cluster = cluster(server, "oidc", "id-token: " + token)) {
                assertThat(cluster.find(Kind.NAMESPACE, "", "default"))
                        .map(KubeObject::name)
                        .contains("default");
            }

            assertThat(server.takeRequest().getHeaders().get("Authorization")).isEqualTo("Bearer " + token);
        }
    }

    /** Else the request would be made with the rights of who logged in. */
    @Test
    void whomToActAsIsSaidAlsoWhereAnAuthProviderLogsIn() throws IOException, InterruptedException {
        try (MockWebServer server = new MockWebServer()) {
            server.start();
            server.enqueue(new MockResponse.Builder()
                    .body("{\"metadata\":{\"name\":\"default\"}}")
                    .build());
            Access access = AccessReader.read(
                    Optional.of(kubeconfig(server, "oidc", "id-token: " + token())), Optional.empty(), Map.of());

            try (Cluster cluster =
                    ApiCluster.at(access.actingAs("jane", List.of("viewers")), Duration.ofMinutes(1), Map.of())) {
                assertThat(cluster.find(Kind.NAMESPACE, "", "default")).isPresent();
            }

            Headers sent = server.takeRequest().getHeaders();
            assertThat(sent.get("Impersonate-User")).isEqualTo("jane");
            assertThat(sent.get("Impersonate-Group")).isEqualTo("viewers");
            assertThat(sent.get("Authorization")).startsWith("Bearer ");
        }
    }

    @Test
    void anAuthProviderThatDoesNotLogInIsNamed() throws IOException {
        try (MockWebServer server = new MockWebServer()) {
            server.start();
            assertThatThrownBy(() -> cluster(server, "oidc", "id-token: broken").close())
                    .hasMessageContaining("the auth-provider 'oidc' of context 'test' does not log in");
        }
    }

    private Cluster cluster(MockWebServer server, String provider, String config) throws IOException {
        return ApiCluster.at(
                AccessReader.read(Optional.of(kubeconfig(server, provider, config)), Optional.empty(), Map.of()),
                Duration.ofMinutes(1),
                Map.of());
    }

    private Path kubeconfig(MockWebServer server, String provider, String config) throws IOException {
        return Files.writeString(folder.resolve("config"), """
                apiVersion: v1
                kind: Config
                current-context: test
                contexts:
                - name: test
                  context: {cluster: test, user: test}
                clusters:
                - name: test
                  cluster: {server: "%s"}
                users:
                - name: test
                  user:
                    auth-provider:
                      name: %s
                      config: {%s}
                """.formatted(server.url("/"), provider, config));
    }

    private static String token() {
        return part("{\"alg\":\"HS256\"}") + "."
                + part("{\"sub\":\"me\",\"exp\":"
                        + Instant.now().plusSeconds(3600).getEpochSecond() + "}") + "."
                + part("signature");
    }

    private static String part(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
