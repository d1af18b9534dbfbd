package io.etcdbr.node.execute;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.etcdbr.node.host.HostRoot;
import io.etcdbr.restore.plan.Participant;
import io.etcdbr.restore.plan.PlanFixture;
import io.etcdbr.testing.TestAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpsApiProbeTest {
    private static final String READY = "/readyz";
    private static final String OWN_NODE = "/api/v1/nodes/cp1";

    @TempDir
    Path folder;

    private final Map<String, Integer> answers = new ConcurrentHashMap<>();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private volatile String text = "";
    private HttpsServer server;
    private HttpsApiProbe probe;

    @BeforeEach
    void start() throws Exception {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(TestAuthority.create(folder, "an authority")
                .issue("kube-apiserver", "IP:127.0.0.1", 1)
                .server()));
        server.createContext("/", this::answer);
        server.start();
        probe = new HttpsApiProbe(
                at(server.getAddress().getPort()), new HostRoot(folder), now::get, Duration.ofMinutes(1));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aServerIsReadyWhenItSaysSo() {
        answers.put(READY, 500);
        assertThat(probe.notReady()).contains("/readyz answers 500");

        answers.put(READY, 200);
        assertThat(probe.notReady()).isEmpty();
    }

    /** As kube-apiserver says it of an object in etcd that it cannot read. */
    @Test
    void theChecksThatFailAreNamed() {
        answers.put(READY, 500);
        text = """
                [+]ping ok
                [+]etcd ok
                [-]informer-sync failed: reason withheld
                [+]poststarthook/start-apiserver-admission-initializer ok
                [-]poststarthook/rbac/bootstrap-roles failed: reason withheld
                readyz check failed
                """;

        assertThat(probe.notReady())
                .contains("/readyz answers 500 (failing: informer-sync, poststarthook/rbac/bootstrap-roles)");
    }

    @Test
    void anAnswerWithoutAnEndIsReadToItsFirstChecksOnly() {
        answers.put(READY, 500);
        text = "[-]check failed: reason withheld\n".repeat(100_000);

        assertThat(probe.notReady()).contains("/readyz answers 500 (failing: check, check, check, check, check)");
    }

    /** It has not read its roles yet: what anybody may ask is forbidden to all. */
    @Test
    void aServerThatForbidsTheQuestionJustAfterItsStartIsNotReadyYet() {
        answers.put(READY, 403);
        assertThat(probe.notReady()).contains("/readyz answers 403");

        now.set(Instant.EPOCH.plus(Duration.ofSeconds(4)));
        assertThat(probe.notReady()).contains("/readyz answers 403");

        now.set(Instant.EPOCH.plus(Duration.ofSeconds(5)));
        assertThat(probe.notReady()).isEmpty();
    }

    @Test
    void aServerWithoutAnybodyThereIsNotReady() {
        server.stop(0);

        assertThat(probe.notReady().orElseThrow()).contains("nobody answers at");
    }

    @Test
    void theNodesOwnObjectIsWhatIsReadAsASample() {
        answers.put(OWN_NODE, 200);

        assertThat(probe.evidence()).contains("The API server is ready; it answers 200 for /api/v1/nodes/cp1.");
    }

    /** Fault 32. */
    @Test
    void aNodeThatTheBackupDoesNotKnowIsToldHowItIsRegisteredAgain() {
        assertThat(probe.evidence().orElseThrow())
                .contains("answers 404")
                .contains("joined after the backup")
                .contains("systemctl restart kubelet");
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = text.getBytes(UTF_8);
            exchange.sendResponseHeaders(
                    answers.getOrDefault(exchange.getRequestURI().getPath(), 404), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static Participant at(int securePort) {
        Participant one = PlanFixture.participant(1, "token");
        return new Participant(
                one.node(),
                one.member(),
                one.oldMemberId(),
                one.newMemberId(),
                one.peerUrls(),
                "https://127.0.0.1:2379",
                one.dataDir(),
                one.walDir(),
                one.staticPodPath(),
                one.manifests(),
                securePort,
                one.tls(),
                one.kubernetesVersion());
    }
}
