package io.etcdbr.pipeline;

import com.exceptionfactory.jagged.UnsupportedRecipientStanzaException;
import com.exceptionfactory.jagged.framework.stream.StandardDecryptingChannelFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.security.GeneralSecurityException;

/** Decrypts age. A chunk that was changed, moved or cut off is a {@link DamagedException}, never wrong bytes or an early end. */
final class AgeInputStream extends InputStream {
    private final StoredInput stored;
    private final ReadableByteChannel channel;

    /**
     * @throws IdentityException if none of the identities opens it
     * @throws DamagedException if it is no age file or its header was changed
     */
    AgeInputStream(StoredInput stored, AgeIdentities identities) throws IOException {
        this.stored = stored;
        try {
            channel = new StandardDecryptingChannelFactory()
                    .newDecryptingChannel(new ArrayChannel(stored), identities.readers());
        } catch (UnsupportedRecipientStanzaException e) {
            stored.rethrow();
            throw new IdentityException("none of the given identities opens it");
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            stored.rethrow();
            throw new DamagedException("it does not begin as an age file must", e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        try {
            ByteBuffer target = ByteBuffer.wrap(bytes, offset, length);
            int n;
            do {
                n = channel.read(target);
            } while (n == 0);
            return n;
        } catch (IOException | RuntimeException e) {
            stored.rethrow();
            throw new DamagedException(
                    "it does not decrypt: it was changed, or cut off, before stored byte " + stored.position(), e);
        }
    }

    @Override
    public void close() throws IOException {
        stored.close();
    }

    /** Reads straight into the array of a buffer; the JDK's adapter copies through 8 KiB pieces. */
    private record ArrayChannel(InputStream in) implements ReadableByteChannel {

        @Override
        public int read(ByteBuffer buffer) throws IOException {
            if (!buffer.hasRemaining()) {
                return 0;
            }
            byte[] bytes = buffer.hasArray() ? buffer.array() : new byte[buffer.remaining()];
            int offset = buffer.hasArray() ? buffer.arrayOffset() + buffer.position() : 0;
            int n = in.read(bytes, offset, buffer.remaining());
            if (n > 0 && buffer.hasArray()) {
                buffer.position(buffer.position() + n);
            } else if (n > 0) {
                buffer.put(bytes, 0, n);
            }
            return n;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
