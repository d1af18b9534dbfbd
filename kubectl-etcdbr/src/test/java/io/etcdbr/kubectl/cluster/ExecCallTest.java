package io.etcdbr.kubectl.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers as those of kube-apiserver 1.36 and the kubelet behind it, which are what the API server passes on. */
@Timeout(600)
class ExecCallTest {
    private static final String AUTHORIZATION_ERROR =
            "Authorization error (user=kube-apiserver-kubelet-client, verb=get, resource=nodes, subresource=proxy)";
    private static final String INPUT = "all of the input";
    private static final Duration BRIEF = Duration.ofMillis(10);
    private static final Pauses ONE = new Pauses(List.of(BRIEF), Duration.ofHours(2), Duration.ZERO);
    private static final Pauses TWO = new Pauses(List.of(BRIEF, BRIEF), Duration.ofHours(2), Duration.ZERO);

    private final MockWebServer server = new MockWebServer();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();

    @BeforeEach
    void start() throws IOException {
        server.start(InetAddress.getByName("127.0.0.1"), 0);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aKubeletWhoseQuestionToItsApiServerFailedIsAskedAgainAndGetsAllOfTheInput() {
        refuse(500, AUTHORIZATION_ERROR);
        refuse(500, AUTHORIZATION_ERROR);
        upgrade("\u0003{\"status\":\"Success\"}");

        assertThat(exec(TWO)).isZero();
        assertThat(server.getRequestCount()).isEqualTo(3);
        assertThat(received).hasToString(INPUT);
    }

    @Test
    void aBusyApiServerIsLeftAloneForAsLongAsItAsks() {
        server.enqueue(new MockResponse.Builder()
                .code(429)
                .addHeader("Retry-After", "1")
                .body("Too many requests, please try again later.")
                .build());
        upgrade("\u0003{\"status\":\"Success\"}");
        long begin = System.nanoTime();

        assertThat(exec(ONE)).isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void theLastFailureIsToldWithTheNumberOfAttempts() {
        refuse(503, "no endpoints");
        refuse(500, AUTHORIZATION_ERROR);

        EtcdbrException failed = failure(ONE);

        assertThat(failed.failure().code()).isEqualTo(ExitCode.KUBERNETES_UNREACHABLE);
        assertThat(failed.failure().problem())
                .startsWith("running a command in pod pod-1 failed: ")
                .contains("cannot answer now: HTTP 500, " + AUTHORIZATION_ERROR + " (tried 2 times within ");
        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "400, unable to upgrade: requested subprotocol is not supported",
        "401, Unauthorized",
        "403, Forbidden",
        "404, pod not found",
        "429, without Retry-After",
        "500, container not found (\"main\")",
        "500, unexpected EOF",
        "500, read tcp 10.0.0.1:41000->10.0.0.2:10250: read: connection reset by peer",
        "502, Bad Gateway",
        "503, upstream connect error or disconnect/reset before headers",
        "504, Gateway Timeout",
    })
    void whatDoesNotPassOrMayHaveStartedTheCommandIsAskedForOnce(int code, String body) {
        refuse(code, body);
        upgrade("\u0003{\"status\":\"Success\"}");

        assertThat(failure(ONE)).hasMessageNotContaining("tried");
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void aConnectionThatBreaksBeforeTheAnswerIsNotTriedAgain() {
        server.enqueue(new MockResponse.Builder()
                .onResponseStart(new SocketEffect.CloseSocket())
                .build());
        upgrade("\u0003{\"status\":\"Success\"}");

        assertThat(failure(ONE)).hasMessageContaining("broke off the connection");
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void norIsOneThatWasUsedBefore() {
        server.enqueue(new MockResponse.Builder().body("{}").build());
        server.enqueue(new MockResponse.Builder()
                .onResponseStart(new SocketEffect.CloseSocket())
                .build());
        upgrade("\u0003{\"status\":\"Success\"}");
        try (Cluster cluster = cluster(server.url("/").uri(), ONE)) {
            assertThat(cluster.find(Kind.POD, "default", "pod-1")).isPresent();

            EtcdbrException failed = catchThrowableOfType(EtcdbrException.class, () -> exec(cluster));

            assertThat(failed.failure().code()).isEqualTo(ExitCode.KUBERNETES_UNREACHABLE);
        }
        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    @Test
    void whatWasOpenedIsNotOpenedAgain() {
        upgrade("\u0003{\"status\":\"Failure\",\"code\":500,\"message\":\"error executing command: no such file\"}");
        upgrade("\u0003{\"status\":\"Success\"}");

        assertThat(failure(ONE)).hasMessageContaining("no such file").hasMessageNotContaining("tried");
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unable to upgrade connection: " + AUTHORIZATION_ERROR,
                "error sending request: Post 'https://10.0.0.2:10250/exec/ns/pod-1/main?command=etcdbr-job&error=1&input=1':"
                        + " dial tcp 10.0.0.2:10250: connect: connection refused"
            })
    void anApiServerThatOpensBeforeItAsksTheKubeletIsAskedAgainWithTheSameInput(String message) {
        upgrade("\u0001", "\u0002", internalError(message));
        upgrade("\u0003{\"status\":\"Success\"}");

        assertThat(exec(ONE)).isZero();
        assertThat(server.getRequestCount()).isEqualTo(2);
        assertThat(received).hasToString(INPUT + INPUT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unable to upgrade connection: container not found ('main')",
                "unable to upgrade connection: Forbidden (user=x, verb=create, resource=nodes, subresource=proxy)",
                "error sending request: Post 'https://10.0.0.2:10250/exec/ns/pod-1/main?command=etcdbr-job': EOF",
                "error executing command: Authorization error",
            })
    void anyOtherEndOfWhatWasOpenedIsToldAtOnce(String message) {
        upgrade(internalError(message));
        upgrade("\u0003{\"status\":\"Success\"}");

        assertThat(failure(ONE)).hasMessageContaining(message).hasMessageNotContaining("tried");
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void whateverSaidSomethingWasStartedAndIsNotStartedAgain() {
        upgrade("\u0001a word", internalError("unable to upgrade connection: " + AUTHORIZATION_ERROR));
        upgrade("\u0003{\"status\":\"Success\"}");

        assertThat(failure(ONE)).hasMessageNotContaining("tried");
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void inputThatWasReadAndCannotBeReadAgainIsNotLeftOut() {
        upgrade(internalError("unable to upgrade connection: " + AUTHORIZATION_ERROR));
        upgrade("\u0003{\"status\":\"Success\"}");
        InputStream once = new SequenceInputStream(input(), InputStream.nullInputStream());
        try (Cluster cluster = cluster(server.url("/").uri(), ONE)) {
            EtcdbrException failed = catchThrowableOfType(EtcdbrException.class, () -> exec(cluster, once));

            assertThat(failed).hasMessageContaining(AUTHORIZATION_ERROR).hasMessageNotContaining("tried");
        }
        assertThat(server.getRequestCount()).isEqualTo(1);
        assertThat(received).hasToString(INPUT);
    }

    @Test
    void aConnectionThatIsRefusedIsTriedAgain() throws IOException {
        // Bound, so that nobody else takes the port, but nobody listens.
        try (Socket silent = new Socket()) {
            silent.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));

            EtcdbrException failed = failure(URI.create("http://127.0.0.1:" + silent.getLocalPort()), ONE);

            assertThat(failed)
                    .hasMessageContaining("refused the connection or cannot be reached")
                    .hasMessageContaining("(tried 2 times within ");
        }
    }

    @Test
    void aConnectionThatIsClosedBeforeTlsIsTriedAgain() throws IOException {
        AtomicInteger connections = new AtomicInteger();
        try (ServerSocket balancer = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        try (Socket taken = balancer.accept()) {
                            connections.incrementAndGet();
                            // The hello is read, so that closing ends the connection and does not reset it.
                            assertThat(taken.getInputStream().read(new byte[1 << 14]))
                                    .isPositive();
                        }
                    }
                } catch (SocketException e) {
                    // The end of the test.
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });

            EtcdbrException failed = failure(URI.create("https://127.0.0.1:" + balancer.getLocalPort()), ONE);

            assertThat(failed.failure().code()).isEqualTo(ExitCode.KUBERNETES_UNREACHABLE);
            assertThat(failed).hasMessageContaining("(tried 2 times within ");
        }
        assertThat(connections.get()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void whoeverGivesItUpWaitsForNothing() throws Exception {
        server.enqueue(new MockResponse.Builder()
                .code(429)
                .addHeader("Retry-After", "3600")
                .build());
        upgrade("\u0003{\"status\":\"Success\"}");
        try (Cluster cluster = cluster(server.url("/").uri(), ONE)) {
            CompletableFuture<EtcdbrException> ended = CompletableFuture.supplyAsync(
                    () -> catchThrowableOfType(EtcdbrException.class, () -> exec(cluster)));
            assertThat(server.takeRequest().getUrl().encodedPath()).endsWith("/exec");
            // Most likely it waits by now; a signal that comes earlier ends it too.
            Thread.sleep(300);

            cluster.cancel();

            assertThat(ended.get(60, TimeUnit.SECONDS)).hasMessageContaining("it was given up");
        }
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void whoeverLooksOnByItselfHearsOfARefusalAtOnce() {
        refuse(500, AUTHORIZATION_ERROR);
        try (Cluster cluster = cluster(server.url("/").uri(), ONE)) {
            EtcdbrException failed = catchThrowableOfType(EtcdbrException.class, () -> exec(cluster.once()));

            assertThat(failed).hasMessageContaining(AUTHORIZATION_ERROR).hasMessageNotContaining("tried");
        }
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    private void refuse(int code, String body) {
        server.enqueue(new MockResponse.Builder().code(code).body(body).build());
    }

    private static String internalError(String message) {
        return "\u0003{\"status\":\"Failure\",\"message\":\"Internal error occurred: " + message
                + "\",\"reason\":\"InternalError\",\"code\":500}";
    }

    /** Keeps the input, and says all this once that is there. */
    private void upgrade(String... said) {
        server.enqueue(new MockResponse.Builder()
                .addHeader("Sec-WebSocket-Protocol", "v5.channel.k8s.io")
                .webSocketUpgrade(new WebSocketListener() {
                    @Override
                    public void onMessage(WebSocket socket, ByteString message) {
                        if (message.getByte(0) == 0) {
                            received.writeBytes(message.substring(1).toByteArray());
                        } else {
                            for (String next : said) {
                                socket.send(ByteString.of(next.getBytes(StandardCharsets.ISO_8859_1)));
                            }
                        }
                    }

                    @Override
                    public void onClosing(WebSocket socket, int code, String reason) {
                        socket.close(code, reason);
                    }
                })
                .build());
    }

    private EtcdbrException failure(Pauses pauses) {
        return failure(server.url("/").uri(), pauses);
    }

    private static EtcdbrException failure(URI at, Pauses pauses) {
        try (Cluster cluster = cluster(at, pauses)) {
            return catchThrowableOfType(EtcdbrException.class, () -> exec(cluster));
        }
    }

    private int exec(Pauses pauses) {
        try (Cluster cluster = cluster(server.url("/").uri(), pauses)) {
            return exec(cluster);
        }
    }

    private static InputStream input() {
        return new ByteArrayInputStream(INPUT.getBytes(StandardCharsets.US_ASCII));
    }

    private static int exec(Cluster cluster) {
        return exec(cluster, input());
    }

    private static int exec(Cluster cluster, InputStream in) {
        return cluster.exec(
                "ns",
                "pod-1",
                "main",
                List.of("etcdbr-job", "list"),
                in,
                OutputStream.nullOutputStream(),
                OutputStream.nullOutputStream());
    }

    private static Cluster cluster(URI at, Pauses pauses) {
        return ApiCluster.at(TokenAccess.to(at), Duration.ofMinutes(1), Map.of(), pauses);
    }
}
