package io.etcdbr.kubectl.operation;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What a program in the pod writes, as a stream that ends only if the program ended well: a connection that was cut is a failure
 * and never an end.
 */
final class PodStream extends InputStream {
    private static final int BUFFER = 1 << 20;

    private final PipedInputStream pipe = new PipedInputStream(BUFFER);
    private final CompletableFuture<Optional<StoreException>> ended = new CompletableFuture<>();
    private final String what;

    private PodStream(String what) {
        this.what = what;
    }

    /** @param what is read, for messages */
    static PodStream open(Session session, String what, List<String> line) throws StoreException {
        PodStream stream = new PodStream(what);
        try {
            PipedOutputStream sink = new PipedOutputStream(stream.pipe);
            Thread.ofVirtual().name("reading " + what).start(() -> stream.run(session, line, sink));
            return stream;
        } catch (IOException e) {
            throw new IllegalStateException("a new pipe is connected to nothing else", e);
        }
    }

    /** What a program's exit code, or our own failure, means for a store. */
    static Reason reason(ExitCode code) {
        return switch (code) {
            case STORE_UNAVAILABLE, KUBERNETES_UNREACHABLE -> Reason.UNAVAILABLE;
            case NOT_FOUND -> Reason.MISSING;
            case DAMAGED -> Reason.CORRUPT;
            case NO_SPACE -> Reason.NO_SPACE;
            default -> Reason.REFUSED;
        };
    }

    private void run(Session session, List<String> line, PipedOutputStream sink) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Optional<StoreException> failure;
        try (sink) {
            int code = session.run(line, InputStream.nullInputStream(), sink, err);
            failure = code == 0
                    ? Optional.empty()
                    : Optional.of(failure(new ProgramAnswer(code, "", err.toString(StandardCharsets.UTF_8))
                            .failure("reading " + what + " in the pod failed")
                            .failure()));
        } catch (EtcdbrException e) {
            // Once the session is closed nothing can be taken up again.
            failure = Optional.of(
                    session.isClosed()
                            ? new StoreException(Reason.REFUSED, "the reading was stopped", "")
                            : failure(e.failure()));
        } catch (IOException | RuntimeException e) {
            failure = Optional.of(new StoreException(Reason.UNAVAILABLE, String.valueOf(e.getMessage()), "", e));
        }
        ended.complete(failure);
    }

    private static StoreException failure(Failure failure) {
        return new StoreException(reason(failure.code()), failure.problem(), failure.remedy());
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int n;
        try {
            n = pipe.read(bytes, offset, length);
        } catch (IOException e) {
            throw ended.isDone() && ended.join().isPresent()
                    ? ended.join().get()
                    : new StoreException(Reason.UNAVAILABLE, "reading " + what + " broke off", "Try again", e);
        }
        if (n < 0) {
            Optional<StoreException> failure = ended.join();
            if (failure.isPresent()) {
                throw failure.get();
            }
        }
        return n;
    }

    @Override
    public void close() throws IOException {
        pipe.close();
    }
}
