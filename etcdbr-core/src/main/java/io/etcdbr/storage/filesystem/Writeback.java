package io.etcdbr.storage.filesystem;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Sends what was written to the disk while more is written. Left alone, Linux begins when a tenth of the memory is dirty, so
 * that a whole snapshot may wait for the fsync at its end.
 */
final class Writeback {
    private static final long STRIDE = 32L << 20;

    private final FileChannel channel;
    private long begun;
    private @Nullable CompletableFuture<Void> underWay;

    Writeback(FileChannel channel) {
        this.channel = channel;
    }

    /** @param size of the file so far */
    void wrote(long size) throws IOException {
        if (size - begun < STRIDE || (underWay != null && !underWay.isDone())) {
            return;
        }
        finish();
        begun = size;
        CompletableFuture<Void> next = new CompletableFuture<>();
        underWay = next;
        Thread.ofPlatform().daemon().name("writeback").start(() -> {
            try {
                channel.force(false);
                next.complete(null);
            } catch (Throwable e) {
                next.completeExceptionally(e);
            }
        });
    }

    /** Waits for what is under way. An error of the disk is told to one fsync only, so none may be forgotten. */
    void finish() throws IOException {
        CompletableFuture<Void> last = underWay;
        underWay = null;
        if (last == null) {
            return;
        }
        try {
            last.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
