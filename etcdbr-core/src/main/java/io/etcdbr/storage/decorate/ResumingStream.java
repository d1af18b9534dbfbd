package io.etcdbr.storage.decorate;

import io.etcdbr.storage.ObjectKey;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Opens the object again where it broke off. Objects never change, so the two parts fit. */
final class ResumingStream extends InputStream {
    private final Store store;
    private final ObjectKey key;
    private final Attempts attempts;
    private long position;
    private long left;
    private @Nullable InputStream current;
    private boolean closed;

    ResumingStream(Store store, ObjectKey key, long offset, long length, InputStream first, Attempts attempts) {
        this.store = store;
        this.key = key;
        this.position = offset;
        this.left = length;
        this.current = first;
        this.attempts = attempts;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (closed) {
            throw new IOException("the stream of " + key + " is closed");
        }
        while (true) {
            try {
                InputStream stream = current;
                if (stream == null) {
                    stream = store.read(key, position, left);
                    current = stream;
                }
                int count = stream.read(target, offset, length);
                if (count > 0) {
                    position += count;
                    left -= count;
                    attempts.progressed();
                }
                return count;
            } catch (StoreException e) {
                abandon();
                attempts.pauseAfter(e);
            }
        }
    }

    private void abandon() {
        InputStream broken = current;
        current = null;
        if (broken != null) {
            try {
                broken.close();
            } catch (IOException e) {
                // It is broken anyway.
            }
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        InputStream last = current;
        current = null;
        if (last != null) {
            last.close();
        }
    }
}
