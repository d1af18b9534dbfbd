package io.etcdbr.storage.s3;

import io.etcdbr.storage.StoreException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The parts of one writer that are on their way, and the buffers they travel in. There are no more buffers than one for each
 * part under way and one that fills, and they are used again, so memory stays the same however long the object gets.
 */
final class PartBuffers {
    /** Sends one part; whoever calls {@link #send} says how. */
    interface Sender {
        void send(Body body) throws StoreException;
    }

    private final int size;
    private final int most;
    private final Supplier<StoreException> whenInterrupted;
    private final Deque<byte[]> free = new ArrayDeque<>();
    private int made;
    private int underWay;
    private @Nullable StoreException failure;

    PartBuffers(int size, int parallel, Supplier<StoreException> whenInterrupted) {
        this.size = size;
        this.most = parallel + 1;
        this.whenInterrupted = whenInterrupted;
    }

    /** A buffer to fill; waits for one to come back. */
    synchronized byte[] take() throws StoreException {
        while (true) {
            throwFailure();
            if (!free.isEmpty()) {
                return free.pop();
            }
            if (made < most) {
                made++;
                return new byte[size];
            }
            await();
        }
    }

    /** Sends what is in {@code buffer} and takes the buffer back after that. */
    void send(byte[] buffer, int length, Sender sender) {
        synchronized (this) {
            underWay++;
        }
        Thread.ofVirtual().name("s3 part").start(() -> {
            @Nullable StoreException failed = null;
            try {
                sender.send(new Body(buffer, length));
            } catch (StoreException e) {
                failed = e;
            } catch (RuntimeException | Error e) {
                failed = new StoreException(StoreException.Reason.UNAVAILABLE, "sending a part failed: " + e, "", e);
            }
            back(buffer, failed);
        });
    }

    /** Waits until nothing is under way. */
    synchronized void drain() throws StoreException {
        while (underWay > 0) {
            throwFailure();
            await();
        }
        throwFailure();
    }

    /** Makes everything that waits here throw, and everything that comes. */
    synchronized void fail(StoreException reason) {
        if (failure == null) {
            failure = reason;
        }
        notifyAll();
    }

    /** Waits, but not for ever, until nothing is under way, whether it failed or not. */
    synchronized void awaitSilence(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (underWay > 0) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return;
            }
            wait(left);
        }
    }

    private synchronized void back(byte[] buffer, @Nullable StoreException failed) {
        underWay--;
        free.push(buffer);
        if (failed != null) {
            fail(failed);
        }
        notifyAll();
    }

    private void throwFailure() throws StoreException {
        if (failure != null) {
            throw failure;
        }
    }

    private void await() throws StoreException {
        try {
            wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw whenInterrupted.get();
        }
    }
}
