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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(600)
class ExecChannelTest {
    private static final String SUCCESS = "\u0003{\"status\":\"Success\"}";

    private final MockWebServer server = new MockWebServer();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** What the server does with the messages it gets. */
    private static class Peer extends WebSocketListener {
        @Override
        public void onClosing(WebSocket socket, int code, String reason) {
            socket.close(code, reason);
        }
    }

    @Test
    void bothStreamsArriveAndTheExitCodeIsTheProgramsOwn() throws InterruptedException {
        upgrade(new Peer() {
            @Override
            public void onOpen(WebSocket socket, Response response) {
                say(socket, "\u0001first ");
                say(socket, "\u0002a warning");
                say(socket, "\u0001second");
                say(socket, """
                        \u0003{"status":"Failure","reason":"NonZeroExitCode","message":"command terminated",
                        "details":{"causes":[{"reason":"ExitCode","message":"31"}]}}""");
            }
        });

        int code = exec(new ByteArrayInputStream(new byte[0]), out);

        assertThat(code).isEqualTo(31);
        assertThat(out).hasToString("first second");
        assertThat(err).hasToString("a warning");
        RecordedRequest request = server.takeRequest();
        assertThat(request.getUrl().encodedPath()).isEqualTo("/api/v1/namespaces/ns/pods/pod-1/exec");
        assertThat(request.getUrl().queryParameterValues("command")).containsExactly("etcdbr-job", "list", "-o", "a b");
        assertThat(request.getUrl().queryParameter("container")).isEqualTo("main");
        assertThat(request.getHeaders().get("Sec-WebSocket-Protocol")).isEqualTo("v5.channel.k8s.io");
        assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer secret");
    }

    @Test
    void standardInputIsSentInOrderAndThenClosed() throws InterruptedException {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        upgrade(new Peer() {
            @Override
            public void onMessage(WebSocket socket, ByteString message) {
                if (message.getByte(0) == (byte) 0xff) {
                    assertThat(message.getByte(1)).isZero();
                    say(socket, SUCCESS);
                } else {
                    assertThat(message.getByte(0)).isZero();
                    received.writeBytes(message.substring(1).toByteArray());
                }
            }
        });
        byte[] input = "0123456789".repeat(300_000).getBytes(StandardCharsets.US_ASCII);

        int code = exec(new ByteArrayInputStream(input), out);

        assertThat(code).isZero();
        assertThat(received.toByteArray()).isEqualTo(input);
    }

    @Test
    void aFloodOnStandardErrorDoesNotBlockStandardOutput() {
        String flood = "x".repeat(30_000);
        upgrade(new Peer() {
            @Override
            public void onOpen(WebSocket socket, Response response) {
                for (int i = 0; i < 100; i++) {
                    say(socket, "\u0002" + flood);
                }
                say(socket, "\u0001done");
                say(socket, SUCCESS);
            }
        });

        assertThat(exec(InputStream.nullInputStream(), out)).isZero();
        assertThat(out).hasToString("done");
        assertThat(err.size()).isEqualTo(3_000_000);
    }

    @Test
    void anEndWithoutStatusIsAFailureHoweverMuchArrived() {
        upgrade(new Peer() {
            @Override
            public void onOpen(WebSocket socket, Response response) {
                say(socket, "\u0001half of it");
                socket.close(1000, "bye");
            }
        });

        refused(
                () -> exec(InputStream.nullInputStream(), out),
                ExitCode.KUBERNETES_UNREACHABLE,
                "the connection was closed before the program's end was told (bye)");
        assertThat(out).hasToString("half of it");
    }

    @Test
    void aConnectionCutInTheMiddleIsAFailure() {
        upgrade(new Peer() {
            @Override
            public void onOpen(WebSocket socket, Response response) {
                say(socket, "\u0001half");
                socket.cancel();
            }
        });

        refused(
                () -> exec(InputStream.nullInputStream(), out),
                ExitCode.KUBERNETES_UNREACHABLE,
                "running a command in pod pod-1 failed");
    }

    @Test
    void whatKubeletSaysWhenTheProgramCannotStartIsPassedOn() {
        upgrade(new Peer() {
            @Override
            public void onOpen(WebSocket socket, Response response) {
                say(socket, """
                        \u0003{"status":"Failure","reason":"InternalError","message":"error executing command: no such file"}""");
            }
        });

        refused(
                () -> exec(InputStream.nullInputStream(), out),
                ExitCode.KUBERNETES_UNREACHABLE,
                "running a command in pod pod-1 broke off: error executing command: no such file");
    }

    @Test
    void aStatusThatCannotBeReadIsAFailure() {
        for (String status : List.of("", "{", "[]", "{\"details\":{\"causes\":[{\"reason\":\"ExitCode\"}]}}")) {
            upgrade(new Peer() {
                @Override
                public void onOpen(WebSocket socket, Response response) {
                    say(socket, "\u0003" + status);
                }
            });
            refused(
                    () -> exec(InputStream.nullInputStream(), out),
                    ExitCode.KUBERNETES_UNREACHABLE,
                    "its status cannot be read: " + status);
        }
    }

    @Test
    void aRefusalNamesUserVerbAndResource() {
        server.enqueue(new MockResponse.Builder().code(403).body("""
                        {"kind":"Status","message":"pods \\"pod-1\\" is forbidden: User \\"jane\\" cannot create resource \
                        \\"pods/exec\\" in API group \\"\\" in the namespace \\"ns\\""}""").build());

        refused(
                () -> exec(InputStream.nullInputStream(), out),
                ExitCode.KUBERNETES_REFUSED,
                "running a command in pod pod-1 failed: user 'jane' may not create pods/exec in namespace ns."
                        + " Have the Role etcdbr-operator, or for a restore etcdbr-restorer, bound to this user in ns");
    }

    @Test
    void aServerOfAnOlderKubernetesIsToldApart() {
        server.enqueue(new MockResponse.Builder()
                .code(400)
                .body("unable to upgrade: requested subprotocol is not supported")
                .build());

        refused(
                () -> exec(InputStream.nullInputStream(), out),
                ExitCode.KUBERNETES_REFUSED,
                "does not speak v5.channel.k8s.io, which Kubernetes has since 1.30");
    }

    @Test
    void aSlowReaderHoldsTheServerUpInsteadOfFillingTheMemory() throws InterruptedException {
        CountDownLatch mayRead = new CountDownLatch(1);
        String chunk = "y".repeat(1 << 15);
        upgrade(new Peer() {
            @Override
            public void onOpen(WebSocket socket, Response response) {
                Thread.ofVirtual().start(() -> {
                    for (int i = 0; i < 500; i++) {
                        while (socket.queueSize() > 1 << 20) {
                            // To spin would keep others from the few threads that virtual ones share.
                            pause(1);
                        }
                        say(socket, "\u0001" + chunk);
                    }
                    say(socket, SUCCESS);
                });
            }
        });
        OutputStream slow = new OutputStream() {
            private long count;

            @Override
            public void write(int b) {
                count++;
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                try {
                    assertThat(mayRead.await(60, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                count += length;
            }

            @Override
            public String toString() {
                return "" + count;
            }
        };
        Thread.ofVirtual().start(() -> {
            pause(300);
            mayRead.countDown();
        });

        assertThat(exec(InputStream.nullInputStream(), slow)).isZero();
        assertThat(slow).hasToString("" + 500 * (1 << 15));
    }

    @Test
    void anOutputThatTakesNothingMoreEndsTheCall() {
        upgrade(new Peer() {
            @Override
            public void onOpen(WebSocket socket, Response response) {
                say(socket, "\u0001text");
            }
        });
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };

        refused(
                () -> exec(InputStream.nullInputStream(), full),
                ExitCode.REFUSED,
                "standard output could not be written to");
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void upgrade(Peer peer) {
        server.enqueue(new MockResponse.Builder()
                .addHeader("Sec-WebSocket-Protocol", "v5.channel.k8s.io")
                .webSocketUpgrade(peer)
                .build());
    }

    private static void say(WebSocket socket, String message) {
        socket.send(ByteString.of(message.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private int exec(InputStream in, OutputStream to) {
        try (Cluster cluster = ApiCluster.at(TokenAccess.to(server.url("/").uri()), Duration.ofMinutes(1), Map.of())) {
            return cluster.exec("ns", "pod-1", "main", List.of("etcdbr-job", "list", "-o", "a b"), in, to, err);
        }
    }

    private static void refused(Runnable work, ExitCode code, String part) {
        EtcdbrException refused = catchThrowableOfType(EtcdbrException.class, work::run);
        assertThat(refused).hasMessageContaining(part);
        assertThat(refused.failure().code()).isEqualTo(code);
    }
}
