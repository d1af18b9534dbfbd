package io.etcdbr.catalog;

import io.etcdbr.storage.ObjectKey;
import io.etcdbr.storage.ObjectWriter;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import io.etcdbr.storage.WriteOptions;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.OptionalLong;

/** Reads and writes objects that fit into memory: manifests, verifications, locks. */
final class SmallObjects {
    private final Store store;

    SmallObjects(Store store) {
        this.store = store;
    }

    /** All bytes of an object, or one more than {@code most} if it has more. */
    byte[] read(ObjectKey key, int most) throws StoreException {
        try (InputStream stream = store.read(key, 0, most + 1L)) {
            return stream.readNBytes(most + 1);
        } catch (StoreException e) {
            throw e;
        } catch (IOException e) {
            throw new StoreException(
                    Reason.UNAVAILABLE, "reading " + key + " from " + store.location() + " broke off", "Try again", e);
        }
    }

    /**
     * Writes an object. If the store's answer was lost, looks whether the object arrived all the same: the same bytes under the
     * key are success.
     */
    void write(ObjectKey key, byte[] bytes, WriteOptions options) throws StoreException {
        WriteOptions sized = new WriteOptions(options.lockUntil(), OptionalLong.of(bytes.length));
        try (ObjectWriter writer = store.create(key, sized)) {
            if (bytes.length > 0) {
                writer.write(bytes, 0, bytes.length);
            }
            writer.commit();
        } catch (StoreException e) {
            boolean mayHaveArrived = e.reason() == Reason.EXISTS || e.isTransient();
            if (!mayHaveArrived || !holds(key, bytes, e)) {
                throw e;
            }
        }
    }

    private boolean holds(ObjectKey key, byte[] bytes, StoreException first) {
        try {
            return Arrays.equals(read(key, bytes.length), bytes);
        } catch (StoreException e) {
            first.addSuppressed(e);
            return false;
        }
    }
}
