package io.etcdbr.pipeline;

import io.etcdbr.format.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * The stored bytes on their way in: counted, digested, and with the store's own failure remembered, so that the layers above
 * cannot mistake a cut connection for damage.
 */
final class StoredInput extends InputStream {
    private final InputStream stored;
    private final MessageDigest digest = Sha256.newDigest();
    private long position;
    private @Nullable Exception failure;

    StoredInput(InputStream stored) {
        this.stored = stored;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int n;
        try {
            n = stored.read(bytes, offset, length);
        } catch (IOException | RuntimeException e) {
            failure = e;
            throw e;
        }
        if (n > 0) {
            digest.update(bytes, offset, n);
            position += n;
        }
        return n;
    }

    @Override
    public void close() throws IOException {
        stored.close();
    }

    long position() {
        return position;
    }

    /** Ends the digest; may be called once. */
    Sha256 sha256() {
        return Sha256.of(digest.digest());
    }

    /** Throws what the store threw, if it did. */
    void rethrow() throws IOException {
        switch (failure) {
            case null -> {}
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            default -> throw new IllegalStateException(failure);
        }
    }
}
