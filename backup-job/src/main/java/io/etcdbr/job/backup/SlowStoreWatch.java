package io.etcdbr.job.backup;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns once if the stores make etcd wait: as long as its snapshot is read, etcd keeps every page that the snapshot may still
 * need, so its file grows (bbolt's read transactions; etcd documentation, "Snapshot backup").
 */
final class SlowStoreWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SlowStoreWatch.class);
    private static final Duration WINDOW = Duration.ofSeconds(20);

    private final LongSupplier storeNanos;
    private final Thread thread;

    /** @param storeNanos how long the stores have been busy taking bytes so far */
    SlowStoreWatch(LongSupplier storeNanos) {
        this.storeNanos = storeNanos;
        thread = Thread.ofVirtual().name("slow store watch").start(this::watch);
    }

    private void watch() {
        try {
            while (true) {
                long before = storeNanos.getAsLong();
                Thread.sleep(WINDOW);
                if (isSlow(storeNanos.getAsLong() - before)) {
                    LOG.warn(
                            "The store takes bytes more slowly than etcd sends them, so etcd must keep old pages and its file"
                                    + " may grow until the snapshot is read; --spool DIR reads it to a local disk first");
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether more than half of the window went into waiting for stores. */
    static boolean isSlow(long nanosOfWindow) {
        return nanosOfWindow > WINDOW.toNanos() / 2;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
