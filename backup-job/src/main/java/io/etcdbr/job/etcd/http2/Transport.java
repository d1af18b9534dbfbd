package io.etcdbr.job.etcd.http2;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * A connected byte stream in both directions, for one reading and writing thread. Only {@link #close} may be called
 * from another thread: it makes a read or write under way fail.
 */
public sealed interface Transport extends Closeable permits PlainTransport, TlsTransport {

    /**
     * Waits for at least one byte and reads what is there.
     *
     * @param patience how long to wait; after that the transport is still usable
     * @return the number of bytes, or -1 when the peer has closed
     * @throws SocketTimeoutException when nothing came within {@code patience}
     */
    int read(byte[] target, int offset, int length, Duration patience) throws IOException;

    /** Writes all of it, at once: nothing stays in a buffer of ours. */
    void write(byte[] source, int offset, int length) throws IOException;

    @Override
    void close() throws IOException;
}
