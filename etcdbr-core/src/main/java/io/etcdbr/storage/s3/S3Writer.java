package io.etcdbr.storage.s3;

import io.etcdbr.storage.GivingUp;
import io.etcdbr.storage.ObjectKey;
import io.etcdbr.storage.ObjectWriter;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import io.etcdbr.storage.StoredObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** Sends an object that fits into one part by one request, and a longer one by a multipart upload that begins with its second part. */
final class S3Writer implements ObjectWriter {
    /** Small objects are most of a store, and a whole part buffer for each would be waste. */
    private static final int FIRST_BUFFER = 64 << 10;

    private static final Duration SILENCE = Duration.ofMillis(500);

    /** What was under way when its connection was closed may still have been carried out, a moment later. */
    private static final List<Duration> LATER_LOOKS =
            List.of(Duration.ofMillis(300), Duration.ofMillis(600), Duration.ofMillis(1200), Duration.ofMillis(2400));

    private enum State {
        OPEN,
        COMMITTED,
        GIVEN_UP
    }

    private final S3Store.Access access;
    private final ObjectKey key;
    private final String name;
    private final Optional<Instant> lockUntil;
    private final Consumer<S3Writer> whenDone;
    private final Requests requests;
    private final PartBuffers buffers;
    private final LastRequest last;
    private final Traces traces;
    private final String writer =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);
    /** Of the thread that writes; one that aborts must not touch it. */
    private byte[] buffer = new byte[FIRST_BUFFER];

    private int filled;
    private long size;
    private @Nullable LongUpload upload;

    S3Writer(
            S3Store.Access access,
            ObjectKey key,
            Optional<Instant> lockUntil,
            AtomicBoolean conditionalWrites,
            Consumer<S3Writer> whenDone) {
        this.access = access;
        this.key = key;
        this.name = access.options().prefix() + key;
        this.lockUntil = lockUntil;
        this.whenDone = whenDone;
        this.requests = access.requests().child();
        this.buffers = new PartBuffers(
                access.options().partSize(),
                access.options().parallelParts(),
                () -> failure("the program was told to stop"));
        this.last = new LastRequest(access.bucket(), requests, access.errors(), conditionalWrites);
        this.traces = new Traces(access.bucket());
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws StoreException {
        refuseUnlessOpen();
        int at = offset;
        int end = offset + length;
        while (at < end) {
            if (filled == buffer.length) {
                makeRoom();
            }
            int count = Math.min(end - at, buffer.length - filled);
            System.arraycopy(bytes, at, buffer, filled, count);
            filled += count;
            at += count;
        }
        size += length;
    }

    @Override
    public StoredObject commit() throws StoreException {
        refuseUnlessOpen();
        refuseIfTaken();
        HeadObjectResponse made = upload == null ? put() : finish(upload);
        if (lockUntil.isPresent() && !Bucket.isLocked(made, lockUntil.get())) {
            lock(lockUntil.get());
        }
        if (!state.compareAndSet(State.OPEN, State.COMMITTED)) {
            throw failure("it was given up");
        }
        traces.removeUnknown(requests);
        // Whoever wrote it may keep the writer for long.
        buffer = Arrays.copyOf(buffer, 0);
        done();
        return new StoredObject(key, size, made.lastModified());
    }

    @Override
    public void abort() {
        if (!state.compareAndSet(State.OPEN, State.GIVEN_UP)) {
            return;
        }
        buffers.fail(failure("it was given up"));
        requests.close();
        Requests cleanUp = access.cleanUpRequests();
        GivingUp.within(access.cleanUp(), "s3 clean up", () -> cleanUp(cleanUp));
        cleanUp.close();
        done();
    }

    private void cleanUp(Requests cleanUp) {
        try {
            // A part that arrives after its upload was aborted would stay at the server.
            requests.awaitSilence(SILENCE);
            buffers.awaitSilence(SILENCE);
            traces.remove(cleanUp);
            if (requests.wereCutOff()) {
                lookAgain(cleanUp);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Until nothing is missing, and at least once. */
    private void lookAgain(Requests cleanUp) throws InterruptedException {
        for (Duration pause : LATER_LOOKS) {
            Thread.sleep(pause);
            if (traces.remove(cleanUp)) {
                return;
            }
        }
    }

    private void makeRoom() throws StoreException {
        if (buffer.length < access.options().partSize()) {
            byte[] bigger = buffers.take();
            System.arraycopy(buffer, 0, bigger, 0, filled);
            buffer = bigger;
            return;
        }
        LongUpload into = upload;
        if (into == null) {
            into = new LongUpload(
                    access.bucket(),
                    requests,
                    buffers,
                    access.limits(),
                    last,
                    traces,
                    name,
                    key.value(),
                    writer,
                    lockUntil);
            upload = into;
        }
        into.send(buffer, filled);
        filled = 0;
        buffer = buffers.take();
    }

    private HeadObjectResponse put() throws StoreException {
        Body body = new Body(buffer, filled);
        return last.send(
                name,
                key.value(),
                writer,
                size,
                Optional.of(body),
                neverOverwrite -> access.bucket().put(name, body, writer, lockUntil, neverOverwrite));
    }

    private HeadObjectResponse finish(LongUpload into) throws StoreException {
        if (filled > 0) {
            into.send(buffer, filled);
            filled = 0;
        }
        return into.finish();
    }

    /** Ceph 16 passes over the lock that a multipart upload begins with. */
    private void lock(Instant until) throws StoreException {
        requests.retried("lock '" + key + "', which is written but not locked,", null, () -> {
            access.bucket().lock(name, until);
            return true;
        });
    }

    /** For servers that do not know, or pass over, the condition which the last request carries. */
    private void refuseIfTaken() throws StoreException {
        if (requests.retried(
                        "look up '" + key + "'", null, () -> access.bucket().head(name))
                .isPresent()) {
            throw access.errors().because(Reason.EXISTS, "write '" + key + "'", "another writer made it meanwhile", "");
        }
    }

    private void refuseUnlessOpen() throws StoreException {
        switch (state.get()) {
            case OPEN -> {}
            case COMMITTED -> throw new IllegalStateException("'" + key + "' is committed already");
            case GIVEN_UP -> throw failure("it was given up");
        }
    }

    private void done() {
        access.requests().forget(requests);
        whenDone.accept(this);
    }

    private StoreException failure(String why) {
        return access.errors().because(Reason.UNAVAILABLE, "write '" + key + "'", why, "");
    }
}
