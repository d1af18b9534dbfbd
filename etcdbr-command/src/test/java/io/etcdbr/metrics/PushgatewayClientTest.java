package io.etcdbr.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.etcdbr.config.ReportSettings;
import io.etcdbr.config.ReportSettings.Credentials;
import io.etcdbr.config.ReportSettings.Pushgateway;
import io.etcdbr.config.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PushgatewayClientTest {

    private record Received(String method, String path, String type, Optional<String> authorization, String body) {}

    private final List<Received> received = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private volatile int answer = 200;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::receive);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void metricsArePostedToTheGroupOfTheCluster() throws IOException {
        PushgatewayClient.push(gateway(""), TextfileTest.success("prod"));

        assertThat(received).singleElement().satisfies(request -> {
            assertThat(request.method).isEqualTo("POST");
            assertThat(request.path).isEqualTo("/metrics/job/etcdbr/cluster/prod");
            assertThat(request.type).isEqualTo("text/plain; version=0.0.4");
            assertThat(request.authorization).isEmpty();
            assertThat(request.body)
                    .contains("# TYPE etcd_backup_revision gauge\netcd_backup_revision{cluster=\"prod\"} 48211907\n")
                    .endsWith("\n");
        });
    }

    @Test
    void aPathAndASlashAtTheEndOfTheUrlAreUnderstood() throws IOException {
        PushgatewayClient.push(gateway("/push/"), TextfileTest.success("prod"));

        assertThat(received)
                .singleElement()
                .extracting(Received::path)
                .isEqualTo("/push/metrics/job/etcdbr/cluster/prod");
    }

    @Test
    void credentialsAreSent() throws IOException {
        Pushgateway plain = gateway("");
        PushgatewayClient.push(
                new Pushgateway(
                        plain.url(), Optional.of(new Credentials.Basic("me", new Secret("pw"))), Optional.empty()),
                TextfileTest.success("prod"));
        PushgatewayClient.push(
                new Pushgateway(plain.url(), Optional.of(new Credentials.Bearer(new Secret("t0k"))), Optional.empty()),
                TextfileTest.success("prod"));

        assertThat(received)
                .extracting(Received::authorization)
                .containsExactly(Optional.of("Basic bWU6cHc="), Optional.of("Bearer t0k"));
    }

    @Test
    void aRefusalSaysWhatTheGatewaySaid() {
        answer = 400;

        assertThatThrownBy(() -> PushgatewayClient.push(gateway(""), TextfileTest.success("prod")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("answered 400 to POST http://")
                .hasMessageEndingWith(": pushed metrics are invalid");
    }

    @Test
    void aGatewayThatIsNotThereDoesNoHarm() {
        Pushgateway gateway = gateway("");
        server.stop(0);

        MetricsReport.send(
                TextfileTest.success("prod"),
                new ReportSettings(Optional.empty(), Optional.empty(), Optional.of(gateway)));

        assertThat(received).isEmpty();
    }

    private Pushgateway gateway(String path) {
        return new Pushgateway(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path),
                Optional.empty(),
                Optional.empty());
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            received.add(new Received(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    exchange.getRequestHeaders().getFirst("Content-Type"),
                    Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            byte[] text = answer == 200 ? new byte[0] : "pushed metrics are invalid\n".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer, text.length == 0 ? -1 : text.length);
            exchange.getResponseBody().write(text);
        }
    }
}
