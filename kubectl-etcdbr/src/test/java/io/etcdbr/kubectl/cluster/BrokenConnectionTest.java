package io.etcdbr.kubectl.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.kubectl.kubeconfig.AccessReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connections that an API server, or what is before it, ends while it works on what they brought. */
@Timeout(300)
class BrokenConnectionTest {
    private static final String OBJECT = "{\"metadata\":{\"name\":\"default\"}}";

    @TempDir
    private Path folder;

    @Test
    void anObjectIsAskedForOnceThoughTheConnectionBreaksBeforeTheAnswer() throws IOException {
        try (MockWebServer server = new MockWebServer()) {
            server.start();
            server.enqueue(new MockResponse.Builder().body(OBJECT).build());
            server.enqueue(new MockResponse.Builder()
                    .onResponseStart(new SocketEffect.CloseSocket())
                    .build());
            server.enqueue(new MockResponse.Builder().body(OBJECT).build());

            try (Cluster cluster = cluster(server)) {
                cluster.find(Kind.NAMESPACE, "", "default");

                assertThatThrownBy(() -> cluster.create(
                                Kind.POD,
                                "default",
                                JsonParser.parseString(OBJECT).getAsJsonObject()))
                        .isInstanceOfSatisfying(
                                EtcdbrException.class,
                                e -> assertThat(e.failure().code()).isEqualTo(ExitCode.KUBERNETES_UNREACHABLE));
            }

            assertThat(server.getRequestCount()).isEqualTo(2);
        }
    }

    @Test
    void whatIsOnlyReadIsAskedForAgain() throws IOException {
        try (MockWebServer server = new MockWebServer()) {
            server.start();
            server.enqueue(new MockResponse.Builder().body(OBJECT).build());
            server.enqueue(new MockResponse.Builder()
                    .onResponseStart(new SocketEffect.CloseSocket())
                    .build());
            server.enqueue(new MockResponse.Builder().body(OBJECT).build());

            try (Cluster cluster = cluster(server)) {
                cluster.find(Kind.NAMESPACE, "", "default");

                assertThat(cluster.find(Kind.NAMESPACE, "", "default")).isPresent();
            }

            assertThat(server.getRequestCount()).isEqualTo(3);
        }
    }

    private Cluster cluster(MockWebServer server) throws IOException {
        Path file = Files.writeString(folder.resolve("config"), """
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
                  user: {token: t}
                """.formatted(server.url("/")));
        return ApiCluster.at(
                AccessReader.read(Optional.of(file), Optional.empty(), Map.of()), Duration.ofMinutes(1), Map.of());
    }
}
