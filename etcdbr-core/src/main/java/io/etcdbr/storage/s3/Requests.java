package io.etcdbr.storage.s3;

import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the requests of a store or of one writer, each on a virtual thread of its own: an interrupt there closes the socket that
 * the thread waits on, with TLS or without, so a request can be given up at any moment. {@link #close} gives up all of them and
 * refuses new ones.
 *
 * <p>Reads have the socket's time-out; a write that nobody takes would wait for TCP to despair, so progress is watched here.
 */
final class Requests implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Requests.class);

    private final S3Errors errors;
    private final Duration idleTimeout;
    private final Backoff backoff;
    private final Set<Thread> running = ConcurrentHashMap.newKeySet();
    private final Set<Requests> children = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean cutOff;

    Requests(S3Errors errors, Duration idleTimeout, Backoff backoff) {
        this.errors = errors;
        this.idleTimeout = idleTimeout;
        this.backoff = backoff;
    }

    /** A part of these that can be closed by itself, and is closed with them. */
    Requests child() {
        Requests child = new Requests(errors, idleTimeout, backoff);
        children.add(child);
        if (isClosed()) {
            child.close();
        }
        return child;
    }

    void forget(Requests child) {
        children.remove(child);
    }

    boolean isClosed() {
        return closed.getCount() == 0;
    }

    <T> T once(String action, Supplier<T> request) throws StoreException {
        return once(action, null, request);
    }

    /** @param body what the request sends, to watch its progress */
    <T> T once(String action, @Nullable Body body, Supplier<T> request) throws StoreException {
        FutureTask<T> task = new FutureTask<>(request::get);
        Thread thread = Thread.ofVirtual().name("s3 " + action).unstarted(() -> {
            task.run();
            running.remove(Thread.currentThread());
        });
        start(action, thread);
        try {
            return body == null || body.length() == 0 ? task.get() : watch(action, body, task);
        } catch (ExecutionException e) {
            refuseIfClosed(action);
            throw errors.of(action, e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw errors.because(Reason.UNAVAILABLE, action, "the program was told to stop", "");
        } finally {
            if (!task.isDone()) {
                cutOff = true;
                thread.interrupt();
            }
        }
    }

    /** Whoever closes at the same time either sees the thread or keeps it from starting. */
    private synchronized void start(String action, Thread thread) throws StoreException {
        refuseIfClosed(action);
        running.add(thread);
        thread.start();
    }

    /** Tries again, with pauses, what failed for a passing reason or arrived damaged. */
    <T> T retried(String action, @Nullable Body body, Supplier<T> request) throws StoreException {
        for (int attempt = 1; ; attempt++) {
            try {
                return once(action, body, request);
            } catch (StoreException e) {
                boolean passing = e.isTransient() || e.reason() == Reason.CORRUPT;
                if (!passing || !pause(attempt, e)) {
                    throw e;
                }
            }
        }
    }

    /**
     * Waits until it is time for another attempt.
     *
     * @param attempt the one that failed, from 1
     * @return whether there is to be one
     */
    boolean pause(int attempt, StoreException failure) throws StoreException {
        if (attempt >= backoff.attempts()
                || isClosed()
                || Thread.currentThread().isInterrupted()) {
            return false;
        }
        LOGGER.atDebug()
                .addKeyValue("attempt", attempt)
                .addKeyValue("error", failure.getMessage())
                .log("trying again");
        try {
            return !closed.await(backoff.pauseAfter(attempt).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Gives up what runs and lets nothing new begin. */
    @Override
    public synchronized void close() {
        closed.countDown();
        if (!running.isEmpty()) {
            cutOff = true;
        }
        running.forEach(Thread::interrupt);
        children.forEach(Requests::close);
    }

    /** Whether any request was given up without its answer, so that the server may carry it out all the same, and later than we look. */
    boolean wereCutOff() {
        return cutOff;
    }

    /** Waits a little for requests that were given up to notice it. */
    void awaitSilence(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        for (Thread thread : running) {
            try {
                thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private <T> T watch(String action, Body body, FutureTask<T> task)
            throws ExecutionException, InterruptedException, StoreException {
        long seen = -1;
        while (true) {
            try {
                return task.get(idleTimeout.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                long moved = body.moved();
                // At a multiple everything is hashed or sent, and the socket's own time-outs hold.
                boolean between = moved % body.length() == 0;
                if (moved == seen && !between) {
                    throw errors.stalled(action);
                }
                seen = moved;
            }
        }
    }

    private void refuseIfClosed(String action) throws StoreException {
        if (isClosed()) {
            throw errors.because(Reason.UNAVAILABLE, action, "it was given up", "");
        }
    }
}
