package io.etcdbr.testing;

import io.etcdbr.storage.ObjectKey;
import io.etcdbr.storage.ObjectWriter;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import io.etcdbr.storage.StoreLocation;
import io.etcdbr.storage.StoredObject;
import io.etcdbr.storage.WriteOptions;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A store that fails where a test says. Calls are numbered from 1 over the whole store: {@code list}, {@code stat}, {@code read},
 * {@code create}, {@code delete}, {@code removeLeftovers} and every {@code write} and {@code commit} of its writers; bytes are
 * counted over all writers and over all streams. An {@code abort} is noted but not numbered, for it never fails.
 *
 * <p>A test that must see every way to fail runs once without a fault, asks {@link #calls}, and then fails each number in turn.
 */
public final class FaultyStore implements Store {
    private final Store store;
    private final List<String> journal = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();
    private int calls;
    private long bytesWritten;
    private long bytesRead;
    private boolean dead;

    private record Fault(Predicate<Call> when, boolean answerLost, boolean once, Supplier<StoreException> failure) {}

    private record Call(int number, String what, long bytesWritten, long bytesRead) {}

    private interface Action<T> {
        T run() throws StoreException;
    }

    public FaultyStore(Store store) {
        this.store = store;
    }

    public static Supplier<StoreException> failure(Reason reason) {
        return () -> new StoreException(reason, "the store was told to fail (" + reason + ")", "Try again");
    }

    /** Call {@code number} fails once and does nothing. */
    public FaultyStore failAtCall(int number, Reason reason) {
        return with(new Fault(call -> call.number == number, false, true, failure(reason)));
    }

    /** Call {@code number} does what it should, but then fails: the answer was lost. */
    public FaultyStore loseAnswerOfCall(int number, Reason reason) {
        return with(new Fault(call -> call.number == number, true, true, failure(reason)));
    }

    /** The next {@code times} calls whose journal entry begins with {@code what}, such as {@code "delete a/"}, fail. */
    public FaultyStore failNext(String what, int times, Reason reason) {
        for (int i = 0; i < times; i++) {
            with(new Fault(call -> call.what.startsWith(what), false, true, failure(reason)));
        }
        return this;
    }

    /** All calls whose journal entry begins with {@code what} fail. */
    public FaultyStore failAlways(String what, Reason reason) {
        return with(new Fault(call -> call.what.startsWith(what), false, false, failure(reason)));
    }

    /** The write that would bring the sum of bytes written above {@code bytes} fails, as do those after it. */
    public FaultyStore failAfterBytesWritten(long bytes, Reason reason) {
        return with(new Fault(
                call -> call.what.startsWith("write ") && call.bytesWritten > bytes, false, false, failure(reason)));
    }

    /** Streams give {@code bytes} bytes in all, then the stream that is read fails once. */
    public FaultyStore failAfterBytesRead(long bytes, Reason reason) {
        return with(new Fault(
                call -> call.what.startsWith("stream ") && call.bytesRead > bytes, false, true, failure(reason)));
    }

    /**
     * From call {@code number} on nothing reaches the store any more, aborts included: what is stored afterwards is what a
     * SIGKILL at that moment leaves.
     */
    public FaultyStore dieAtCall(int number) {
        return with(new Fault(call -> call.number >= number, false, false, () -> {
            dead = true;
            return failure(Reason.UNAVAILABLE).get();
        }));
    }

    /** Forgets all faults that have not happened. */
    public synchronized FaultyStore heal() {
        faults.clear();
        dead = false;
        return this;
    }

    public synchronized int calls() {
        return calls;
    }

    /** What was called in its order: {@code "create a/x"}, {@code "write a/x"}, {@code "commit a/x"}, {@code "delete a/x"} … */
    public synchronized List<String> journal() {
        return List.copyOf(journal);
    }

    private synchronized FaultyStore with(Fault fault) {
        faults.add(fault);
        return this;
    }

    private <T> T call(String what, Action<T> action) throws StoreException {
        Optional<Fault> fault = next(what);
        if (fault.isPresent() && !fault.get().answerLost) {
            throw fault.get().failure.get();
        }
        T result = action.run();
        if (fault.isPresent()) {
            throw fault.get().failure.get();
        }
        return result;
    }

    private synchronized Optional<Fault> next(String what) {
        journal.add(what);
        calls++;
        return fault(new Call(calls, what, bytesWritten, bytesRead));
    }

    private synchronized Optional<Fault> fault(Call call) {
        Optional<Fault> fault =
                faults.stream().filter(candidate -> candidate.when.test(call)).findFirst();
        fault.filter(Fault::once).ifPresent(faults::remove);
        return fault;
    }

    @Override
    public StoreLocation location() {
        return store.location();
    }

    @Override
    public void list(Optional<ObjectKey> folder, Consumer<StoredObject> found) throws StoreException {
        call("list " + folder.map(ObjectKey::value).orElse(""), () -> {
            store.list(folder, found);
            return true;
        });
    }

    @Override
    public Optional<StoredObject> stat(ObjectKey key) throws StoreException {
        return call("stat " + key, () -> store.stat(key));
    }

    @Override
    public InputStream read(ObjectKey key, long offset, long length) throws StoreException {
        return call("read " + key, () -> new FaultyStream(key, store.read(key, offset, length)));
    }

    @Override
    public ObjectWriter create(ObjectKey key, WriteOptions options) throws StoreException {
        return call("create " + key, () -> new FaultyWriter(key, store.create(key, options)));
    }

    @Override
    public void delete(ObjectKey key) throws StoreException {
        call("delete " + key, () -> {
            store.delete(key);
            return true;
        });
    }

    @Override
    public List<String> removeLeftovers(ObjectKey folder, Instant before) throws StoreException {
        return call("removeLeftovers " + folder, () -> store.removeLeftovers(folder, before));
    }

    @Override
    public void close() {
        store.close();
    }

    private final class FaultyWriter implements ObjectWriter {
        private final ObjectKey key;
        private final ObjectWriter writer;

        FaultyWriter(ObjectKey key, ObjectWriter writer) {
            this.key = key;
            this.writer = writer;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws StoreException {
            synchronized (FaultyStore.this) {
                bytesWritten += length;
            }
            call("write " + key, () -> {
                writer.write(bytes, offset, length);
                return true;
            });
        }

        @Override
        public StoredObject commit() throws StoreException {
            return call("commit " + key, writer::commit);
        }

        @Override
        public void abort() {
            synchronized (FaultyStore.this) {
                journal.add("abort " + key);
                if (dead) {
                    return;
                }
            }
            writer.abort();
        }
    }

    private final class FaultyStream extends FilterInputStream {
        private final ObjectKey key;

        FaultyStream(ObjectKey key, InputStream stream) {
            super(stream);
            this.key = key;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int wanted = length;
            synchronized (FaultyStore.this) {
                // Shortened to end exactly at the byte where a fault begins.
                while (wanted > 1 && wouldFail(wanted)) {
                    wanted--;
                }
                Optional<Fault> fault = fault(stream(wanted));
                if (length > 0 && fault.isPresent()) {
                    throw fault.get().failure.get();
                }
            }
            int count = in.read(target, offset, wanted);
            synchronized (FaultyStore.this) {
                bytesRead += Math.max(count, 0);
            }
            return count;
        }

        @Override
        public long skip(long count) throws IOException {
            return readNBytes((int) Math.min(count, 1 << 16)).length;
        }

        @Override
        public boolean markSupported() {
            return false;
        }

        private boolean wouldFail(int count) {
            return faults.stream().anyMatch(fault -> fault.when.test(stream(count)));
        }

        private Call stream(int count) {
            return new Call(0, "stream " + key, bytesWritten, bytesRead + count);
        }
    }
}
