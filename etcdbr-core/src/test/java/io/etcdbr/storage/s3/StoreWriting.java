package io.etcdbr.storage.s3;

import io.etcdbr.storage.ObjectKey;
import io.etcdbr.storage.ObjectWriter;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoredObject;
import io.etcdbr.storage.WriteOptions;
import java.util.Random;

/** Writing in one go. */
final class StoreWriting {
    private StoreWriting() {}

    static StoredObject write(Store store, ObjectKey key, byte[] bytes) throws StoreException {
        try (ObjectWriter writer = store.create(key, WriteOptions.PLAIN)) {
            writer.write(bytes, 0, bytes.length);
            return writer.commit();
        }
    }

    static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
