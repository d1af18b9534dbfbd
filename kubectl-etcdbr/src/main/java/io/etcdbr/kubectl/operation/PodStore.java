package io.etcdbr.kubectl.operation;

import io.etcdbr.storage.ObjectKey;
import io.etcdbr.storage.ObjectWriter;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import io.etcdbr.storage.StoreLocation;
import io.etcdbr.storage.StoredObject;
import io.etcdbr.storage.WriteOptions;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** One store, read by programs in a pod; as it was when it was listed. */
record PodStore(Session session, int number, StoreLocation location, List<StoredObject> objects) implements Store {

    @Override
    public void list(Optional<ObjectKey> folder, Consumer<StoredObject> found) {
        objects.stream()
                .filter(object -> folder.isEmpty() || object.key().isIn(folder.get()))
                .forEach(found);
    }

    @Override
    public Optional<StoredObject> stat(ObjectKey key) {
        return objects.stream().filter(object -> object.key().equals(key)).findFirst();
    }

    @Override
    public InputStream read(ObjectKey key, long offset, long length) throws StoreException {
        return PodStream.open(
                session,
                key.value() + " of " + location,
                List.of(
                        "object",
                        "read",
                        "--log-format=json",
                        "--quiet",
                        String.valueOf(number),
                        key.value(),
                        String.valueOf(offset),
                        String.valueOf(Math.min(length, MOST))));
    }

    @Override
    public ObjectWriter create(ObjectKey key, WriteOptions options) throws StoreException {
        throw readOnly();
    }

    @Override
    public void delete(ObjectKey key) throws StoreException {
        throw readOnly();
    }

    @Override
    public List<String> removeLeftovers(ObjectKey folder, Instant before) throws StoreException {
        throw readOnly();
    }

    @Override
    public void close() {
        // The session is closed by whoever opened it.
    }

    /** More than any object has, in as many digits as the program takes. */
    private static final long MOST = 999_999_999_999_999_999L;

    private StoreException readOnly() {
        return new StoreException(Reason.UNSUPPORTED, location + " is only read through a pod", "");
    }
}
