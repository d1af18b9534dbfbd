package io.etcdbr.storage.decorate;

import io.etcdbr.storage.ObjectKey;
import io.etcdbr.storage.ObjectWriter;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreLocation;
import io.etcdbr.storage.StoredObject;
import io.etcdbr.storage.WriteOptions;
import java.io.InputStream;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Tries again what failed {@linkplain StoreException#isTransient for the moment}: whole operations, and a stream from the byte
 * on that it had reached. Never inside a writer, for what it was given is gone; a write that failed is begun anew by whoever
 * can produce the bytes again.
 */
public final class RetryingStore implements Store {
    private final Store store;
    private final RetryPolicy policy;
    private final Pause pause;

    private interface Action<T> {
        T run() throws StoreException;
    }

    public RetryingStore(Store store, RetryPolicy policy, Pause pause) {
        this.store = store;
        this.policy = policy;
        this.pause = pause;
    }

    public RetryingStore(Store store) {
        this(store, RetryPolicy.PATIENT, Pause.REAL);
    }

    @Override
    public StoreLocation location() {
        return store.location();
    }

    @Override
    public void list(Optional<ObjectKey> folder, Consumer<StoredObject> found) throws StoreException {
        // A listing that is begun anew shows everything again.
        Set<ObjectKey> shown = new HashSet<>();
        retry("list", () -> {
            store.list(folder, object -> {
                if (shown.add(object.key())) {
                    found.accept(object);
                }
            });
            return true;
        });
    }

    @Override
    public Optional<StoredObject> stat(ObjectKey key) throws StoreException {
        return retry("stat " + key, () -> store.stat(key));
    }

    @Override
    public InputStream read(ObjectKey key, long offset, long length) throws StoreException {
        InputStream first = retry("read " + key, () -> store.read(key, offset, length));
        return new ResumingStream(store, key, offset, length, first, attempts("read " + key));
    }

    @Override
    public ObjectWriter create(ObjectKey key, WriteOptions options) throws StoreException {
        return retry("create " + key, () -> store.create(key, options));
    }

    @Override
    public void delete(ObjectKey key) throws StoreException {
        retry("delete " + key, () -> {
            store.delete(key);
            return true;
        });
    }

    @Override
    public List<String> removeLeftovers(ObjectKey folder, Instant before) throws StoreException {
        return retry("remove leftovers", () -> store.removeLeftovers(folder, before));
    }

    @Override
    public void close() {
        store.close();
    }

    private <T> T retry(String what, Action<T> action) throws StoreException {
        Attempts attempts = attempts(what);
        while (true) {
            try {
                return action.run();
            } catch (StoreException e) {
                attempts.pauseAfter(e);
            }
        }
    }

    private Attempts attempts(String what) {
        return new Attempts(policy, pause, store.location(), what);
    }
}
