import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.catalog.BackupQuery;
import io.etcdbr.catalog.Selector;
import io.etcdbr.etcddb.KeyValue;
import io.etcdbr.pipeline.AgeIdentities;
import io.etcdbr.progress.Progress;
import io.etcdbr.snapshot.Access;
import io.etcdbr.snapshot.OpenSnapshot;
import io.etcdbr.snapshot.SnapshotOpener;
import io.etcdbr.storage.ObjectKey;
import io.etcdbr.storage.ObjectWriter;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreLocation;
import io.etcdbr.storage.StoredObject;
import io.etcdbr.storage.WriteOptions;
import io.etcdbr.storage.providers.StoreProviders;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Finds one key in the newest backup of a store and prints the size of its value, the requests and the bytes that it took.
 *
 * <pre>java -cp … FindObject STORE IDENTITY SCRATCH point|scan KEY</pre>
 */
final class FindObject {
    public static void main(String[] arguments) throws Exception {
        AgeIdentities identities = AgeIdentities.parse(Files.readString(Path.of(arguments[1])), arguments[1]);
        Access access = Access.valueOf(arguments[3].toUpperCase());
        BackupQuery latest = new BackupQuery(Optional.empty(), Optional.empty(), new Selector.Latest());
        try (Counting store = new Counting(StoreProviders.all().open(StoreLocation.parse(arguments[0])));
                OpenSnapshot snapshot = new SnapshotOpener(
                                Path.of(arguments[2]), identities, Progress.NONE, new Cancellation())
                        .open(store, latest, access)) {
            Optional<KeyValue> found = snapshot.keys().find(arguments[4].getBytes(StandardCharsets.UTF_8));
            System.out.printf(
                    "%d %d %d%n", found.orElseThrow().value().byteSize(), store.requests.get(), store.bytes.get());
        }
    }

    /** Counts what is asked of a store and what comes of it. */
    private static final class Counting implements Store {
        private final Store store;
        private final AtomicLong requests = new AtomicLong();
        private final AtomicLong bytes = new AtomicLong();

        Counting(Store store) {
            this.store = store;
        }

        @Override
        public StoreLocation location() {
            return store.location();
        }

        @Override
        public void list(Optional<ObjectKey> folder, Consumer<StoredObject> found) throws StoreException {
            requests.incrementAndGet();
            store.list(folder, found);
        }

        @Override
        public Optional<StoredObject> stat(ObjectKey key) throws StoreException {
            requests.incrementAndGet();
            return store.stat(key);
        }

        @Override
        public InputStream read(ObjectKey key, long offset, long length) throws StoreException {
            requests.incrementAndGet();
            return new FilterInputStream(store.read(key, offset, length)) {
                @Override
                public int read() throws IOException {
                    int next = super.read();
                    bytes.addAndGet(next < 0 ? 0 : 1);
                    return next;
                }

                @Override
                public int read(byte[] target, int at, int count) throws IOException {
                    int n = super.read(target, at, count);
                    bytes.addAndGet(Math.max(0, n));
                    return n;
                }
            };
        }

        @Override
        public ObjectWriter create(ObjectKey key, WriteOptions options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void delete(ObjectKey key) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<String> removeLeftovers(ObjectKey folder, Instant before) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
