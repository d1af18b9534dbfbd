package io.etcdbr.storage.sftp;

import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/** A part of a file on the server, read with several requests under way. */
final class SftpRange extends InputStream {
    private static final int REQUEST = 128 * 1024;
    private static final int REQUESTS_AHEAD = 15;

    private final Connection connection;
    private final SftpFile file;
    private final SftpFailure failure;
    private final Consumer<Connection> onClose;
    private final InputStream bytes;
    private long left;
    private boolean closed;

    /** @param size how many bytes the server is known to have from {@code offset} on, at most as many as are wanted */
    SftpRange(
            Connection connection,
            SftpFile file,
            long offset,
            long size,
            SftpFailure failure,
            Consumer<Connection> onClose) {
        this.connection = connection;
        this.file = file;
        this.failure = failure;
        this.onClose = onClose;
        this.left = size;
        // A limit of 0 would mean none; nothing is read then.
        this.bytes = new BufferedInputStream(
                file.new ReadAheadRemoteFileInputStream(REQUESTS_AHEAD, offset, Math.max(1, size)), REQUEST);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (closed) {
            throw new IOException("the stream of " + file.getPath() + " is closed");
        }
        if (length == 0) {
            return 0;
        }
        if (left == 0) {
            return -1;
        }
        int wanted = (int) Math.min(Math.min(length, REQUEST), left);
        try {
            int count = connection.call(session -> bytes.read(target, offset, wanted));
            if (count < 0) {
                throw new StoreException(
                        Reason.CORRUPT,
                        "file " + file.getPath() + " on " + failure.settings().host()
                                + " became shorter while it was read",
                        "Read it again");
            }
            left -= count;
            return count;
        } catch (IOException e) {
            throw failure.of("read", file.getPath(), e, connection);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (connection.isUsable()) {
                connection.call(session -> {
                    file.close();
                    return true;
                });
            }
        } catch (IOException e) {
            // Nothing of the object depends on it.
        } finally {
            onClose.accept(connection);
        }
    }
}
