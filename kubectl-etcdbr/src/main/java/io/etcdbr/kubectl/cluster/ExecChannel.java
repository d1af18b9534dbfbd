package io.etcdbr.kubectl.cluster;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * One program in a container over {@code v5.channel.k8s.io}: the first byte of a message says which stream it belongs to. Only
 * the status message tells that the program ended, and how; a connection that ends without it has broken.
 *
 * <p>Version 5, of Kubernetes 1.30, is the first that can close standard input. What comes is written by the thread that reads
 * it, so that a slow reader here slows the program there.
 */
final class ExecChannel extends WebSocketListener {
    static final String PROTOCOL = "v5.channel.k8s.io";

    private static final byte STDIN = 0;
    private static final byte STDOUT = 1;
    private static final byte STDERR = 2;
    private static final byte STATUS = 3;
    private static final byte CLOSE = (byte) 0xff;
    private static final int NORMAL = 1000;
    private static final int CHUNK = 32 << 10;
    private static final long MOST_QUEUED = 1 << 20;
    private static final int MOST_REWOUND = 64 << 10;
    private static final Duration LAST_READ = Duration.ofSeconds(5);

    private final String what;
    private final ApiFailure failures;
    private final OutputStream out;
    private final OutputStream err;
    private final CompletableFuture<WebSocket> opened = new CompletableFuture<>();
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();
    private long read;
    private boolean said;

    ExecChannel(String what, ApiFailure failures, OutputStream out, OutputStream err) {
        this.what = what;
        this.failures = failures;
        this.out = out;
        this.err = err;
    }

    /**
     * Sends {@code in} on a thread of its own once it is open, and waits for the program's end.
     *
     * @throws NotStarted if it may be tried with another channel; {@code in} is then as it was
     */
    int run(InputStream in) {
        if (in.markSupported()) {
            in.mark(MOST_REWOUND);
        }
        Thread sender = Thread.ofVirtual().name("exec stdin").start(() -> send(in));
        try {
            return ended.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw broken("this program was interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof NotStarted refused && !isRewound(in, sender)) {
                throw refused.after(1, Duration.ZERO);
            }
            if (e.getCause() instanceof RuntimeException failed) {
                throw failed;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            sender.interrupt();
            opened.thenAccept(WebSocket::cancel);
        }
    }

    /** Whether nobody reads {@code in} any more, and nothing of it is missing. */
    private boolean isRewound(InputStream in, Thread sender) {
        sender.interrupt();
        try {
            if (!sender.join(LAST_READ)) {
                return false;
            }
            if (read > 0) {
                in.reset();
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    /** Ends it from any thread; what runs in the container may go on. */
    void cancel() {
        fail(broken("it was given up"));
    }

    private void send(InputStream in) {
        try {
            WebSocket socket = opened.get();
            byte[] message = new byte[1 + CHUNK];
            message[0] = STDIN;
            for (int n = in.read(message, 1, CHUNK); n >= 0; n = in.read(message, 1, CHUNK)) {
                read += n;
                while (socket.queueSize() > MOST_QUEUED) {
                    Thread.sleep(10);
                }
                if (n > 0 && !socket.send(ByteString.of(message, 0, 1 + n))) {
                    return;
                }
            }
            socket.send(ByteString.of(CLOSE, STDIN));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            // It never opened, which is told by whoever waits for the end.
        } catch (IOException e) {
            ended.completeExceptionally(new EtcdbrException(
                    new Failure(ExitCode.USAGE, "standard input cannot be read: " + e.getMessage(), ""), e));
        }
    }

    @Override
    public void onOpen(WebSocket socket, Response response) {
        if (PROTOCOL.equals(response.header("Sec-WebSocket-Protocol"))) {
            opened.complete(socket);
        } else {
            fail(tooOld());
            socket.cancel();
        }
    }

    @Override
    public void onMessage(WebSocket socket, ByteString message) {
        if (message.size() == 0) {
            return;
        }
        try {
            switch (message.getByte(0)) {
                case STDOUT -> pass(message, out);
                case STDERR -> pass(message, err);
                case STATUS -> status(message.substring(1).utf8());
                default -> {
                    // Closes of single streams, and streams of versions to come.
                }
            }
        } catch (IOException e) {
            fail(new EtcdbrException(
                    ExitCode.REFUSED,
                    "standard output could not be written to, so what it has is not all",
                    "Look at what takes it: a full disk, or a program that ended early"));
            socket.cancel();
        }
    }

    private void pass(ByteString message, OutputStream to) throws IOException {
        // An API server begins with an empty message to each stream.
        said |= message.size() > 1;
        to.write(message.toByteArray(), 1, message.size() - 1);
        to.flush();
    }

    private void status(String json) {
        try {
            if (JsonParser.parseString(json) instanceof JsonObject tree) {
                KubeObject status = new KubeObject(tree);
                if (status.text("status").filter("Success"::equals).isPresent()) {
                    ended.complete(0);
                    return;
                }
                for (KubeObject cause : status.parts("details", "causes")) {
                    if (cause.text("reason").filter("ExitCode"::equals).isPresent()) {
                        ended.complete(Integer.parseInt(cause.text("message").orElse("")));
                        return;
                    }
                }
                String message = status.text("message").orElse(json);
                fail(said ? broken(message) : NotStarted.orElse(broken(message), message));
                return;
            }
        } catch (JsonParseException | NumberFormatException e) {
            fail(broken("its status cannot be read: " + json));
            return;
        }
        fail(broken("its status cannot be read: " + json));
    }

    @Override
    public void onClosing(WebSocket socket, int code, String reason) {
        socket.close(NORMAL, null);
        fail(broken("the connection was closed before the program's end was told"
                + (reason.isEmpty() ? "" : " (" + reason + ")")));
    }

    @Override
    public void onFailure(WebSocket socket, Throwable failure, @Nullable Response response) {
        if (response != null && response.code() != 101) {
            fail(refused(response));
        } else if (failure instanceof IOException e) {
            fail(opened.isDone() ? failures.of(what, e) : NotStarted.orElse(failures.of(what, e), e));
        } else {
            fail(new IllegalStateException(failure));
        }
    }

    private RuntimeException refused(Response response) {
        try {
            String body = Objects.requireNonNull(response.body()).string();
            boolean noProtocol = response.code() == 400 || body.contains("subprotocol");
            return noProtocol && ApiFailure.statusMessage(body).isEmpty()
                    ? tooOld()
                    : NotStarted.orElse(
                            failures.of(what, response.code(), body),
                            response.code(),
                            response.header("Retry-After"),
                            body);
        } catch (IOException e) {
            return failures.of(what, response.code(), "");
        }
    }

    private void fail(RuntimeException why) {
        ended.completeExceptionally(why);
        opened.completeExceptionally(why);
    }

    private EtcdbrException tooOld() {
        return new EtcdbrException(
                ExitCode.KUBERNETES_REFUSED,
                what + " failed: " + failures.title() + " does not speak " + PROTOCOL
                        + ", which Kubernetes has since 1.30",
                "Read the store directly with --store URL, or see that no proxy in between refuses WebSockets");
    }

    private EtcdbrException broken(String how) {
        return new EtcdbrException(
                ExitCode.KUBERNETES_UNREACHABLE,
                what + " broke off: " + how,
                "Try again; 'kubectl get events' in its namespace may tell what befell the pod");
    }
}
