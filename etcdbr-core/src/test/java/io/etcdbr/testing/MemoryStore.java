package io.etcdbr.testing;

import io.etcdbr.storage.ObjectKey;
import io.etcdbr.storage.ObjectWriter;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import io.etcdbr.storage.StoreLocation;
import io.etcdbr.storage.StoredObject;
import io.etcdbr.storage.WriteOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A store in memory that keeps to the whole contract, locks included. Several handles ({@link #reopen}) may share one memory;
 * a writer that is neither committed nor aborted stays behind as a leftover, as a process that was killed would leave it.
 */
public final class MemoryStore implements Store {
    private record Entry(byte[] bytes, Instant modified, Optional<Instant> lockUntil) {}

    private static final class Memory {
        final TreeMap<ObjectKey, Entry> objects = new TreeMap<>();
        final Set<MemoryWriter> unfinished = ConcurrentHashMap.newKeySet();
    }

    private final Memory memory;
    private final Clock clock;
    private volatile boolean closed;

    public MemoryStore() {
        this(Clock.systemUTC());
    }

    /** @param clock the store's clock: what {@code modified}, locks and leftovers go by */
    public MemoryStore(Clock clock) {
        this(new Memory(), clock);
    }

    private MemoryStore(Memory memory, Clock clock) {
        this.memory = memory;
        this.clock = clock;
    }

    /** Another handle on the same objects, open even if this one is closed. */
    public MemoryStore reopen() {
        return new MemoryStore(memory, clock);
    }

    /** The keys of all objects in their order. */
    public List<String> keys() {
        synchronized (memory) {
            return memory.objects.keySet().stream().map(ObjectKey::value).toList();
        }
    }

    public byte[] bytes(String key) {
        synchronized (memory) {
            Entry entry = memory.objects.get(new ObjectKey(key));
            if (entry == null) {
                throw new AssertionError("no object " + key + " in " + keys());
            }
            return entry.bytes.clone();
        }
    }

    /** Puts an object there behind the contract's back, over one that may be there. */
    public void put(String key, byte[] bytes, Instant modified) {
        synchronized (memory) {
            memory.objects.put(new ObjectKey(key), new Entry(bytes.clone(), modified, Optional.empty()));
        }
    }

    public void put(String key, byte[] bytes) {
        put(key, bytes, clock.instant());
    }

    /** Changes an object's bytes behind the contract's back, as a failing disk would. */
    public void damage(String key, UnaryOperator<byte[]> change) {
        put(key, change.apply(bytes(key)));
    }

    /** Removes an object behind the contract's back, whatever holds it. */
    public void lose(String key) {
        synchronized (memory) {
            memory.objects.remove(new ObjectKey(key));
        }
    }

    @Override
    public StoreLocation location() {
        return StoreLocation.parse("memory:///");
    }

    @Override
    public void list(Optional<ObjectKey> folder, Consumer<StoredObject> found) throws StoreException {
        List<StoredObject> all = new ArrayList<>();
        synchronized (memory) {
            memory.objects.forEach((key, entry) -> all.add(stored(key, entry)));
        }
        for (StoredObject object : all) {
            requireOpen();
            if (folder.isEmpty() || object.key().isIn(folder.get())) {
                found.accept(object);
            }
        }
        requireOpen();
    }

    @Override
    public Optional<StoredObject> stat(ObjectKey key) throws StoreException {
        requireOpen();
        return find(key).map(entry -> stored(key, entry));
    }

    @Override
    public InputStream read(ObjectKey key, long offset, long length) throws StoreException {
        requireOpen();
        byte[] all = find(key)
                .orElseThrow(() -> new StoreException(Reason.MISSING, "memory has no object " + key, ""))
                .bytes;
        int from = (int) Math.min(offset, all.length);
        int to = from + (int) Math.min(length, all.length - from);
        return new MemoryStream(Arrays.copyOfRange(all, from, to));
    }

    @Override
    public ObjectWriter create(ObjectKey key, WriteOptions options) throws StoreException {
        requireOpen();
        if (find(key).isPresent()) {
            throw exists(key);
        }
        MemoryWriter writer = new MemoryWriter(key, options, clock.instant());
        memory.unfinished.add(writer);
        return writer;
    }

    @Override
    public void delete(ObjectKey key) throws StoreException {
        requireOpen();
        synchronized (memory) {
            Entry entry = memory.objects.get(key);
            if (entry != null
                    && entry.lockUntil.isPresent()
                    && entry.lockUntil.get().isAfter(clock.instant())) {
                throw new StoreException(
                        Reason.LOCKED, "object " + key + " in memory is locked until " + entry.lockUntil.get(), "");
            }
            memory.objects.remove(key);
        }
    }

    @Override
    public List<String> removeLeftovers(ObjectKey folder, Instant before) throws StoreException {
        requireOpen();
        List<String> removed = new ArrayList<>();
        for (MemoryWriter writer : memory.unfinished) {
            if (writer.key.isIn(folder) && writer.begun.isBefore(before)) {
                writer.abort();
                removed.add("unfinished " + writer.key);
            }
        }
        return removed;
    }

    @Override
    public void close() {
        closed = true;
    }

    private Optional<Entry> find(ObjectKey key) {
        synchronized (memory) {
            return Optional.ofNullable(memory.objects.get(key));
        }
    }

    private static StoredObject stored(ObjectKey key, Entry entry) {
        return new StoredObject(key, entry.bytes.length, entry.modified);
    }

    private static StoreException exists(ObjectKey key) {
        return new StoreException(Reason.EXISTS, "object " + key + " is in memory already", "");
    }

    private void requireOpen() throws StoreException {
        if (closed) {
            throw new StoreException(Reason.UNAVAILABLE, "the store in memory is closed", "");
        }
    }

    private final class MemoryStream extends InputStream {
        private final ByteArrayInputStream bytes;

        MemoryStream(byte[] bytes) {
            this.bytes = new ByteArrayInputStream(bytes);
        }

        @Override
        public int read() throws IOException {
            requireOpen();
            return bytes.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            requireOpen();
            return bytes.read(target, offset, length);
        }
    }

    private final class MemoryWriter implements ObjectWriter {
        private final ObjectKey key;
        private final WriteOptions options;
        private final Instant begun;
        private @Nullable ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        MemoryWriter(ObjectKey key, WriteOptions options, Instant begun) {
            this.key = key;
            this.options = options;
            this.begun = begun;
        }

        @Override
        public synchronized void write(byte[] source, int offset, int length) throws StoreException {
            alive().write(source, offset, length);
        }

        @Override
        public synchronized StoredObject commit() throws StoreException {
            Entry entry = new Entry(alive().toByteArray(), clock.instant(), options.lockUntil());
            abort();
            synchronized (memory) {
                if (memory.objects.putIfAbsent(key, entry) != null) {
                    throw exists(key);
                }
            }
            return stored(key, entry);
        }

        @Override
        public synchronized void abort() {
            bytes = null;
            memory.unfinished.remove(this);
        }

        private ByteArrayOutputStream alive() throws StoreException {
            requireOpen();
            if (bytes == null) {
                throw new StoreException(Reason.UNAVAILABLE, "the writing of " + key + " has ended already", "");
            }
            return bytes;
        }
    }
}
