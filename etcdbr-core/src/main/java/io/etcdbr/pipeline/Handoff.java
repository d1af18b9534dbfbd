package io.etcdbr.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Puts the next stage of a pipeline on a thread of its own. Bytes are handed over in a fixed number of reused chunks, so a slow
 * next stage makes the writer wait and memory never grows.
 *
 * <p>Written to by one thread. A failure of the next stage reaches the writer at its next call, as the same exception where it
 * is an {@link IOException}.
 */
public final class Handoff extends OutputStream {
    private final ArrayBlockingQueue<Chunk> free;
    private final ArrayBlockingQueue<Chunk> filled;
    private final Thread thread;
    private final AtomicLong waited = new AtomicLong();
    private final int chunkSize;
    private @Nullable Chunk current;
    private boolean closed;
    private volatile @Nullable Throwable failure;
    private volatile boolean aborted;

    private static final class Chunk {
        final byte[] bytes;
        int length;
        boolean last;

        Chunk(int size) {
            bytes = new byte[size];
        }
    }

    /**
     * @param name of the thread
     * @param chunkSize bytes handed over at a time
     * @param chunks how many there are at most, at least 2
     * @param next called by the new thread only, and closed by it after the last byte; not closed after a failure or an abort
     */
    public Handoff(String name, int chunkSize, int chunks, OutputStream next) {
        this.chunkSize = chunkSize;
        free = new ArrayBlockingQueue<>(chunks);
        filled = new ArrayBlockingQueue<>(chunks);
        for (int i = 0; i < chunks; i++) {
            free.add(new Chunk(chunkSize));
        }
        thread = Thread.ofPlatform().name(name).daemon().start(() -> drainTo(next));
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            Chunk chunk = chunk();
            int n = Math.min(length - done, chunkSize - chunk.length);
            System.arraycopy(bytes, offset + done, chunk.bytes, chunk.length, n);
            chunk.length += n;
            done += n;
            if (chunk.length == chunkSize) {
                hand(chunk);
            }
        }
    }

    /** Looks at bytes on their way. */
    @FunctionalInterface
    public interface Observer {
        void saw(byte[] bytes, int offset, int length) throws IOException;
    }

    /**
     * Reads {@code source} to its end straight into the chunks, without a copy between.
     *
     * @param observer called by this thread with every run of bytes before it is handed over
     * @return how many bytes there were
     */
    public long readFully(InputStream source, Observer observer) throws IOException {
        long total = 0;
        while (true) {
            Chunk chunk = chunk();
            int from = chunk.length;
            int n = 0;
            while (chunk.length < chunkSize
                    && (n = source.read(chunk.bytes, chunk.length, chunkSize - chunk.length)) >= 0) {
                chunk.length += n;
            }
            observer.saw(chunk.bytes, from, chunk.length - from);
            total += chunk.length - from;
            if (chunk.length == chunkSize) {
                hand(chunk);
            }
            if (n < 0) {
                return total;
            }
        }
    }

    /** How long the writer has waited for the next stage so far, in nanoseconds. */
    public long waitedNanos() {
        return waited.get();
    }

    /** Hands over what is left, waits until the next stage has taken everything and was closed. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            Chunk chunk = chunk();
            chunk.last = true;
            hand(chunk);
            thread.join();
        } catch (InterruptedException e) {
            abort();
            throw interrupted();
        }
        rethrow();
    }

    /** Gives up from any thread; whoever waits in here is woken with an {@link InterruptedIOException}. */
    public void abort() {
        aborted = true;
        thread.interrupt();
        // One extra, never filled chunk wakes a writer that waits for a free one.
        free.offer(new Chunk(0));
    }

    private Chunk chunk() throws IOException {
        rethrow();
        Chunk chunk = current;
        if (chunk == null) {
            chunk = free.poll();
            if (chunk == null) {
                long start = System.nanoTime();
                try {
                    chunk = free.take();
                } catch (InterruptedException e) {
                    throw interrupted();
                } finally {
                    waited.addAndGet(System.nanoTime() - start);
                }
            }
            rethrow();
            chunk.length = 0;
            current = chunk;
        }
        return chunk;
    }

    private void hand(Chunk chunk) {
        current = null;
        // Never blocks: there are as many places as chunks.
        filled.add(chunk);
    }

    private void drainTo(OutputStream next) {
        boolean last = false;
        while (!last && !aborted) {
            try {
                Chunk chunk = filled.take();
                last = chunk.last;
                if (failure == null) {
                    next.write(chunk.bytes, 0, chunk.length);
                    if (last) {
                        next.close();
                    }
                }
                // After a failure chunks go on circulating, so that the writer comes to see it.
                free.offer(chunk);
            } catch (Throwable e) {
                if (failure == null) {
                    failure = e;
                }
                free.offer(new Chunk(0));
            }
        }
    }

    private void rethrow() throws IOException {
        Throwable seen = failure;
        if (aborted) {
            throw interrupted();
        }
        switch (seen) {
            case null -> {}
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IOException(seen);
        }
    }

    private static InterruptedIOException interrupted() {
        return new InterruptedIOException("stopped");
    }
}
