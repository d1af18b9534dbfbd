package io.etcdbr.job.backup;

import io.etcdbr.error.Failure;
import io.etcdbr.pipeline.Handoff;
import io.etcdbr.storage.ObjectKey;
import io.etcdbr.storage.ObjectWriter;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.WriteOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Writes the same stored bytes to every store that is still alive. With several stores each has a thread and some chunks of its
 * own; the slowest sets the pace. One that fails drops out and the others go on; when none is left, writing fails.
 */
final class FanOut extends OutputStream {
    private static final int CHUNK = 256 * 1024;
    private static final int CHUNKS = 3;

    /** One thread writes and drops, another may give up meanwhile. */
    private final List<Branch> branches = new CopyOnWriteArrayList<>();

    private volatile long nanos;
    private volatile boolean givenUp;

    private record Branch(StoreTarget target, ObjectWriter writer, OutputStream out) {}

    /** No store is left. */
    static final class NoStoreLeftException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    FanOut(List<StoreTarget> targets, ObjectKey key, WriteOptions options) throws NoStoreLeftException {
        boolean alone = targets.size() == 1;
        for (StoreTarget target : targets) {
            if (target.isAlive()) {
                try {
                    ObjectWriter writer = target.create(key, options);
                    OutputStream out = new WriterStream(writer);
                    branches.add(new Branch(
                            target, writer, alone ? out : new Handoff("store " + branches.size(), CHUNK, CHUNKS, out)));
                } catch (StoreException e) {
                    target.fail(e.failure());
                } catch (RuntimeException e) {
                    target.fail(unforeseen(target, e));
                }
            }
        }
        requireOne();
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        long start = System.nanoTime();
        forEach(branch -> branch.out.write(bytes, offset, length));
        nanos += System.nanoTime() - start;
    }

    /** How long {@link #write} has taken in all; any thread may ask. */
    long nanos() {
        return nanos;
    }

    /** Waits until every store has taken everything; commits nothing. */
    @Override
    public void close() throws IOException {
        forEach(branch -> branch.out.close());
    }

    /** Takes this one object back from every store, and leaves the stores in the backup. */
    void giveUp() {
        givenUp = true;
        abort();
        branches.forEach(branch -> branch.target.giveUp(branch.writer));
    }

    /** Stops the threads of this; the writers are given up by their targets. */
    void abort() {
        for (Branch branch : branches) {
            if (branch.out instanceof Handoff handoff) {
                handoff.abort();
            }
        }
    }

    @FunctionalInterface
    private interface Step {
        void on(Branch branch) throws IOException;
    }

    private void forEach(Step step) throws IOException {
        for (Branch branch : branches) {
            try {
                step.on(branch);
            } catch (StoreException e) {
                if (givenUp) {
                    throw e;
                }
                drop(branch, e.failure());
            } catch (RuntimeException e) {
                if (givenUp) {
                    throw e;
                }
                drop(branch, unforeseen(branch.target, e));
            }
        }
        requireOne();
    }

    private static Failure unforeseen(StoreTarget target, RuntimeException e) {
        return UnforeseenFailure.of("storing to " + target.location(), e);
    }

    private void drop(Branch branch, Failure why) {
        branches.remove(branch);
        branch.target.fail(why);
        if (branch.out instanceof Handoff handoff) {
            handoff.abort();
        }
    }

    private void requireOne() throws NoStoreLeftException {
        if (branches.isEmpty()) {
            throw new NoStoreLeftException();
        }
    }

    /** A writer as a stream whose end commits nothing. */
    private static final class WriterStream extends OutputStream {
        private final ObjectWriter writer;

        WriterStream(ObjectWriter writer) {
            this.writer = writer;
        }

        @Override
        public void write(int b) throws StoreException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws StoreException {
            writer.write(bytes, offset, length);
        }
    }
}
