package io.etcdbr.testing;

import io.etcdbr.storage.ObjectKey;
import io.etcdbr.storage.ObjectWriter;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreLocation;
import io.etcdbr.storage.StoredObject;
import io.etcdbr.storage.WriteOptions;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A store to which something happens while it is used: others change it, or a call breaks as no store should. */
public final class HookedStore implements Store {
    private final Store store;
    private final List<Hook> hooks = new ArrayList<>();
    private Predicate<ObjectKey> listed = key -> true;

    private record Hook(String what, Runnable action) {}

    public HookedStore(Store store) {
        this.store = store;
    }

    /**
     * Runs {@code action} before each call that begins with {@code what}: {@code "list "}, {@code "read a/x"}, {@code "create a/"},
     * {@code "write a/x"}, {@code "commit a/x"}, {@code "stat a/x"}, {@code "delete a/x"}. What it throws is what the call throws.
     */
    public HookedStore before(String what, Runnable action) {
        hooks.add(new Hook(what, action));
        return this;
    }

    /** Listings show only these, as those do that lag behind. */
    public HookedStore listing(Predicate<ObjectKey> which) {
        listed = which;
        return this;
    }

    private void called(String what) {
        hooks.stream().filter(hook -> what.startsWith(hook.what)).forEach(hook -> hook.action.run());
    }

    @Override
    public StoreLocation location() {
        return store.location();
    }

    @Override
    public void list(Optional<ObjectKey> folder, Consumer<StoredObject> found) throws StoreException {
        called("list ");
        store.list(folder, object -> {
            if (listed.test(object.key())) {
                found.accept(object);
            }
        });
    }

    @Override
    public Optional<StoredObject> stat(ObjectKey key) throws StoreException {
        called("stat " + key);
        return store.stat(key);
    }

    @Override
    public InputStream read(ObjectKey key, long offset, long length) throws StoreException {
        called("read " + key);
        return store.read(key, offset, length);
    }

    @Override
    public ObjectWriter create(ObjectKey key, WriteOptions options) throws StoreException {
        called("create " + key);
        ObjectWriter writer = store.create(key, options);
        return new ObjectWriter() {
            @Override
            public void write(byte[] bytes, int offset, int length) throws StoreException {
                called("write " + key);
                writer.write(bytes, offset, length);
            }

            @Override
            public StoredObject commit() throws StoreException {
                called("commit " + key);
                return writer.commit();
            }

            @Override
            public void abort() {
                called("abort " + key);
                writer.abort();
            }
        };
    }

    @Override
    public void delete(ObjectKey key) throws StoreException {
        called("delete " + key);
        store.delete(key);
    }

    @Override
    public List<String> removeLeftovers(ObjectKey folder, Instant before) throws StoreException {
        called("removeLeftovers " + folder);
        return store.removeLeftovers(folder, before);
    }

    @Override
    public void close() {
        called("close ");
        store.close();
    }
}
