package io.etcdbr.pipeline;

import com.exceptionfactory.jagged.framework.stream.StandardEncryptingChannelFactory;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.security.GeneralSecurityException;
import java.util.List;

/** Encrypts to age recipients. {@link #close} seals the last chunk and closes the next stream. */
final class AgeOutputStream extends OutputStream {
    private final WritableByteChannel channel;

    AgeOutputStream(OutputStream next, List<AgeRecipient> recipients) throws IOException {
        try {
            channel = new StandardEncryptingChannelFactory()
                    .newEncryptingChannel(
                            new ArrayChannel(next),
                            recipients.stream().map(AgeRecipient::stanzas).toList());
        } catch (GeneralSecurityException e) {
            throw new IOException("age encryption could not start: " + e.getMessage(), e);
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Hands the array of a buffer on as it is; the JDK's adapter copies it through 8 KiB pieces. */
    private record ArrayChannel(OutputStream next) implements WritableByteChannel {

        @Override
        public int write(ByteBuffer buffer) throws IOException {
            int length = buffer.remaining();
            if (buffer.hasArray()) {
                next.write(buffer.array(), buffer.arrayOffset() + buffer.position(), length);
                buffer.position(buffer.limit());
            } else {
                byte[] copy = new byte[length];
                buffer.get(copy);
                next.write(copy, 0, length);
            }
            return length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() throws IOException {
            next.close();
        }
    }
}
