package io.etcdbr.etcddb;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32C;

/**
 * CRC-32C of what it is given, in that order, computed on a thread of its own while the next pieces are found. For one thread. What it is given
 * must stay readable until {@link #value} or {@link #close} has returned.
 */
final class OrderedHash implements AutoCloseable {
    /** What is found while as much is hashed: enough that neither waits for the other often, and little to remember. */
    private static final long BATCH_BYTES = 4L << 20;

    private static final int BATCH_PIECES = 4096;

    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().name("hash").factory());
    private final CRC32C hash = new CRC32C();
    private List<MemorySegment> batch = new ArrayList<>();
    private long batchBytes;
    private Future<?> last = thread.submit(() -> {});

    /** @throws IOException if the thread is interrupted */
    void update(MemorySegment piece) throws IOException {
        batch.add(piece);
        batchBytes += piece.byteSize();
        if (batchBytes >= BATCH_BYTES || batch.size() == BATCH_PIECES) {
            handOver();
        }
    }

    /**
     * Of all pieces until now.
     *
     * @throws IOException if the thread is interrupted
     */
    int value() throws IOException {
        handOver();
        await();
        return (int) hash.getValue();
    }

    private void handOver() throws IOException {
        await();
        List<MemorySegment> pieces = batch;
        last = thread.submit(() -> pieces.forEach(this::hash));
        batch = new ArrayList<>();
        batchBytes = 0;
    }

    private void await() throws IOException {
        try {
            last.get();
        } catch (ExecutionException e) {
            // A mapped file that cannot be read ends in an error.
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void hash(MemorySegment piece) {
        for (long at = 0; at < piece.byteSize(); at += Integer.MAX_VALUE) {
            hash.update(piece.asSlice(at, Math.min(Integer.MAX_VALUE, piece.byteSize() - at))
                    .asByteBuffer());
        }
    }

    /** Waits for the thread's end, so that the pieces may be unmapped. */
    @Override
    public void close() {
        thread.shutdownNow();
        thread.close();
    }
}
