package io.etcdbr.kubectl.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.kubectl.kubeconfig.AccessReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Answers as those of kube-apiserver 1.36 and the kubelet behind it. */
@Timeout(600)
class RunByKubeletTest {
    @TempDir
    Path folder;

    private final AtomicReference<URI> asked = new AtomicReference<>();
    private HttpServer server;
    private int code = 200;
    private String answer = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    /** The kubelet's answer is plain text, and it gives it to nobody who wants only something else. */
    private void answer(HttpExchange exchange) throws IOException {
        asked.set(exchange.getRequestURI());
        boolean acceptable = exchange.getRequestMethod().equals("POST")
                && List.of("*/*").equals(exchange.getRequestHeaders().get("Accept"));
        byte[] body = (acceptable ? answer : "406: Not Acceptable").getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(acceptable ? code : 406, body.length);
        try (exchange) {
            exchange.getResponseBody().write(body);
        }
    }

    @Test
    void theCommandGoesToTheNodesKubeletAndItsOutputComesBack() throws IOException {
        answer = "{\"restores\":[]}";

        assertThat(run()).isEqualTo(answer);
        assertThat(asked.get().getRawPath())
                .isEqualTo("/api/v1/nodes/cp1/proxy/run/etcdbr-system/etcdbr-stager-1/etcdbr");
        assertThat(asked.get().getQuery()).isEqualTo("cmd=java @/app/conf/node.options status");
    }

    @Test
    void aKubeletThatCannotAskItsApiServerMayAnswerLater() {
        code = 500;
        answer =
                "Authorization error (user=kube-apiserver-kubelet-client, verb=create, resource=nodes, subresource=proxy)";
        assertFailsWith(ExitCode.KUBERNETES_UNREACHABLE, "Authorization error");
        code = 403;
        answer = "Forbidden (user=kube-apiserver-kubelet-client, verb=create, resource=nodes, subresource=proxy)";
        assertFailsWith(ExitCode.KUBERNETES_UNREACHABLE, "Forbidden (user=kube-apiserver-kubelet-client");
    }

    @Test
    void aPodThatTheKubeletNoLongerRunsIsMissing() {
        code = 404;
        answer = "pod does not exist";
        assertFailsWith(ExitCode.KUBERNETES_MISSING, "pod does not exist");
    }

    @Test
    void whoeverMayNotAskKubeletsIsRefused() {
        code = 403;
        answer = """
                {"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Forbidden","code":403,
                 "message":"nodes \\"cp1\\" is forbidden: User \\"ann\\" cannot create resource \\"nodes/proxy\\" in API group \\"\\" at the cluster scope"}""";
        assertFailsWith(ExitCode.KUBERNETES_REFUSED, "nodes/proxy");
    }

    private void assertFailsWith(ExitCode expected, String text) {
        assertThatExceptionOfType(EtcdbrException.class)
                .isThrownBy(this::run)
                .withMessageContaining(text)
                .satisfies(failed -> assertThat(failed.failure().code()).isEqualTo(expected));
    }

    private String run() throws IOException {
        Path file = Files.writeString(
                folder.resolve("config"), """
                {apiVersion: v1, kind: Config, current-context: test,
                 contexts: [{name: test, context: {cluster: test, user: test}}],
                 clusters: [{name: test, cluster: {server: "http://127.0.0.1:%d"}}],
                 users: [{name: test, user: {token: t}}]}
                """.formatted(server.getAddress().getPort()));
        try (Cluster cluster = ApiCluster.at(
                AccessReader.read(Optional.of(file), Optional.empty(), Map.of()), Duration.ofMinutes(1), Map.of())) {
            return cluster.runByKubelet(
                    "cp1",
                    "etcdbr-system",
                    "etcdbr-stager-1",
                    "etcdbr",
                    List.of("java", "@/app/conf/node.options", "status"));
        }
    }
}
