package io.etcdbr.kubectl.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.kubectl.KubernetesApi;
import io.etcdbr.kubectl.kubeconfig.AccessReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands that a real API server hands to a kubelet, which is a server of this test. */
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExecByKubeletIT {
    private static final String AUTHORIZATION_ERROR =
            "Authorization error (user=kube-apiserver-kubelet-client, verb=create, resource=nodes, subresource=proxy)";

    /** A kubelet since Kubernetes 1.36, to which the API server hands WebSockets as they are; to others it speaks SPDY. */
    private static final String SPEAKS_WEBSOCKETS = "\"declaredFeatures\":[\"ExtendWebSocketsToKubelet\"],";

    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private Path folder = Path.of("unset");
    private MockWebServer kubelet = new MockWebServer();
    private @Nullable KubernetesApi started;
    private @Nullable SSLContext tls;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        folder = directory;
        started = KubernetesApi.start(folder);
        tls = api().authority().issue("kubelet", "IP:127.0.0.1", 1).server();
    }

    @AfterAll
    void stop() throws Exception {
        if (started != null) {
            started.close();
        }
    }

    @BeforeEach
    void startKubelet() throws Exception {
        kubelet = new MockWebServer();
        kubelet.useHttps(Objects.requireNonNull(tls).getSocketFactory());
        kubelet.start(InetAddress.getByName("127.0.0.1"), 0);
    }

    @AfterEach
    void stopKubelet() {
        kubelet.close();
    }

    @Test
    void aKubeletThatSpeaksWebSocketsIsAskedAgainAndRunsTheCommandOnce() throws Exception {
        refuse();
        kubelet.enqueue(new MockResponse.Builder()
                .addHeader("Sec-WebSocket-Protocol", ExecChannel.PROTOCOL)
                .webSocketUpgrade(new Program())
                .build());
        try (Cluster cluster = cluster()) {
            pod(cluster, "new", SPEAKS_WEBSOCKETS);

            assertThat(exec(cluster, "new")).isZero();
        }
        assertThat(kubelet.getRequestCount()).isEqualTo(2);
        assertThat(received).hasToString("all of the input");
    }

    @Test
    void aKubeletThatTheApiServerAsksBySpdyIsAskedAgain() throws Exception {
        refuse();
        refuse();
        try (Cluster cluster = cluster()) {
            pod(cluster, "old", "");

            EtcdbrException failed = catchThrowableOfType(EtcdbrException.class, () -> exec(cluster, "old"));

            assertThat(failed.failure().code()).isEqualTo(ExitCode.KUBERNETES_UNREACHABLE);
            assertThat(failed).hasMessageContaining(AUTHORIZATION_ERROR).hasMessageContaining("(tried 2 times within ");
        }
        assertThat(kubelet.getRequestCount()).isEqualTo(2);
    }

    @Test
    void aKubeletThatIsAwayIsAskedAgain() throws Exception {
        try (Cluster cluster = cluster()) {
            pod(cluster, "away", SPEAKS_WEBSOCKETS);
            kubelet.close();

            EtcdbrException failed = catchThrowableOfType(EtcdbrException.class, () -> exec(cluster, "away"));

            assertThat(failed)
                    .hasMessageContaining("connection refused")
                    .hasMessageContaining("(tried 2 times within ");
        }
    }

    /** Ends well once its input has ended. */
    private final class Program extends WebSocketListener {
        @Override
        public void onMessage(WebSocket socket, ByteString message) {
            if (message.getByte(0) == 0) {
                received.writeBytes(message.substring(1).toByteArray());
            } else {
                socket.send(ByteString.encodeUtf8("\u0003{\"status\":\"Success\"}"));
            }
        }

        @Override
        public void onClosing(WebSocket socket, int code, String reason) {
            socket.close(code, reason);
        }
    }

    private void refuse() {
        kubelet.enqueue(
                new MockResponse.Builder().code(500).body(AUTHORIZATION_ERROR).build());
    }

    /** A pod, and a node of its own on which it is. */
    private void pod(Cluster cluster, String name, String features) {
        cluster.create(Kind.NODE, "", json("""
                {"metadata":{"name":"%s"},"status":{%s"addresses":[{"type":"InternalIP","address":"127.0.0.1"}],
                 "daemonEndpoints":{"kubeletEndpoint":{"Port":%d}}}}""".formatted(name, features, kubelet.getPort())));
        cluster.create(Kind.POD, "default", json("""
                {"metadata":{"name":"%s"},"spec":{"nodeName":"%s","containers":[{"name":"c","image":"i"}]}}""".formatted(name, name)));
    }

    private static int exec(Cluster cluster, String pod) {
        return cluster.exec(
                "default",
                pod,
                "c",
                List.of("program"),
                new ByteArrayInputStream("all of the input".getBytes(StandardCharsets.US_ASCII)),
                new ByteArrayOutputStream(),
                new ByteArrayOutputStream());
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }

    private KubernetesApi api() {
        return Objects.requireNonNull(started);
    }

    private Cluster cluster() throws Exception {
        return ApiCluster.at(
                AccessReader.read(Optional.of(api().admin()), Optional.empty(), Map.of()),
                Duration.ofSeconds(30),
                Map.of(),
                new Pauses(List.of(Duration.ofMillis(10)), Duration.ofHours(1), Duration.ZERO));
    }
}
