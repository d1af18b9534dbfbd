package io.etcdbr.job.backup;

import io.etcdbr.error.Failure;
import io.etcdbr.format.BackupId;
import io.etcdbr.format.ClusterName;
import io.etcdbr.format.Epoch;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.log.LogKeys;
import io.etcdbr.storage.ObjectKey;
import io.etcdbr.storage.ObjectWriter;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreLocation;
import io.etcdbr.storage.WriteOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One store during one backup. It is opened, and asked for earlier epochs, while other work goes on. Once it has failed it takes
 * no part any more, and what it was sent is given up. Used by one thread at a time, except {@link #abort} and {@link #stop}.
 */
final class StoreTarget implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StoreTarget.class);

    private final StoreLocation location;
    private final FutureTask<Store> opening;
    private final FutureTask<EpochHistory> history;
    private final List<ObjectWriter> open = new ArrayList<>();
    private final Object aborting = new Object();
    private boolean stopped;
    private volatile @Nullable Failure failure;

    StoreTarget(StoreLocation location, StoreOpener opener, ClusterName cluster) {
        this.location = location;
        opening = new FutureTask<>(() -> opener.open(location));
        history = new FutureTask<>(() -> EpochHistory.read(opening.get(), cluster));
        Thread.ofVirtual().name("open " + location).start(() -> {
            opening.run();
            history.run();
        });
    }

    StoreLocation location() {
        return location;
    }

    boolean isAlive() {
        return failure == null;
    }

    Optional<Failure> failure() {
        return Optional.ofNullable(failure);
    }

    /** Waits until the store is open. */
    Store store() throws StoreException {
        return await(opening);
    }

    /** The epoch before {@code epoch}, if {@code epoch} is new to the store and another was there. */
    Optional<EtcdClusterId> epochBefore(Epoch epoch) throws StoreException {
        return await(history).before(epoch.etcdClusterId());
    }

    /** What is odd about a new backup beside those that the store had before. */
    Optional<String> oddity(Epoch epoch, BackupId made) throws StoreException {
        return await(history).oddity(epoch, made);
    }

    /** Begins an object that {@link #commit} will make visible. */
    ObjectWriter create(ObjectKey key, WriteOptions options) throws StoreException {
        ObjectWriter writer = store().create(key, options);
        synchronized (open) {
            if (!stopped) {
                open.add(writer);
                return writer;
            }
        }
        writer.abort();
        throw stopped();
    }

    /** Makes all begun objects visible, in the order they were begun. */
    void commit() throws StoreException {
        List<ObjectWriter> writers;
        synchronized (open) {
            if (stopped) {
                // What was begun is given up: to go on would make a manifest without its data.
                throw stopped();
            }
            writers = List.copyOf(open);
        }
        for (ObjectWriter writer : writers) {
            writer.commit();
        }
        synchronized (open) {
            open.clear();
        }
    }

    /** Takes the store out of this backup. */
    void fail(Failure why) {
        if (failure == null) {
            failure = why;
        }
        abort();
    }

    /** Gives up what was begun and not committed, from any thread; returns when that is done, also if another thread does it. */
    void abort() {
        synchronized (aborting) {
            List<ObjectWriter> writers;
            synchronized (open) {
                writers = List.copyOf(open);
                open.clear();
            }
            writers.forEach(this::abort);
        }
    }

    /** Gives up one object that was begun and not committed. */
    void giveUp(ObjectWriter writer) {
        synchronized (open) {
            open.remove(writer);
        }
        abort(writer);
    }

    /** A writer must not throw here; should it all the same, the other stores' writers are still to be given up. */
    private void abort(ObjectWriter writer) {
        try {
            writer.abort();
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue(LogKeys.STORE, location)
                    .setCause(e)
                    .log("Giving up an object failed unexpectedly");
        }
    }

    /** The same for good, from any thread: nothing can be begun or committed any more, and nobody waits for the store to open. */
    void stop() {
        synchronized (open) {
            stopped = true;
        }
        history.cancel(true);
        opening.cancel(true);
        abort();
    }

    /** Ends the store's connections. */
    @Override
    public void close() {
        abort();
        try {
            store().close();
        } catch (StoreException e) {
            // It was never open.
        } catch (RuntimeException e) {
            // Told already if it could not be opened; the backup is as it is.
            LOG.atDebug().addKeyValue(LogKeys.STORE, location).setCause(e).log("Closing failed unexpectedly");
        }
    }

    private static <T> T await(FutureTask<T> task) throws StoreException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case StoreException failed -> throw failed;
                case ExecutionException nested when nested.getCause() instanceof StoreException failed -> throw failed;
                case RuntimeException unexpected -> throw unexpected;
                case null, default -> throw new IllegalStateException(e);
            }
        } catch (CancellationException e) {
            throw stopped();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw stopped();
        }
    }

    private static StoreException stopped() {
        return new StoreException(StoreException.Reason.UNAVAILABLE, "the backup was told to stop", "");
    }
}
