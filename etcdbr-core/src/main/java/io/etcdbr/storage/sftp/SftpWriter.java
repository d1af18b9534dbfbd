package io.etcdbr.storage.sftp;

import io.etcdbr.storage.ObjectKey;
import io.etcdbr.storage.ObjectWriter;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import io.etcdbr.storage.StoredObject;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import net.schmizz.concurrent.Promise;
import net.schmizz.sshj.sftp.FileAttributes;
import net.schmizz.sshj.sftp.Response;
import net.schmizz.sshj.sftp.SFTPException;

/** Writes a hidden file on the server with many writes under way at once, and gives it its name at the end. */
final class SftpWriter implements ObjectWriter {
    /** OpenSSH lets a client send 2 MiB ahead, so more would only fill memory. */
    private static final int BYTES_UNDER_WAY = 2 << 20;

    private final SftpStore store;
    private final ObjectKey key;
    private final String path;
    private final SftpFile file;
    private final Connection connection;
    private final SftpFailure failure;
    private final Deque<Promise<Response, SFTPException>> underWay = new ArrayDeque<>();
    private final byte[] buffer;
    private int filled;
    private long size;
    private boolean failed;
    private boolean busy;
    private boolean ended;

    private interface Step<T> {
        T run() throws IOException;
    }

    SftpWriter(SftpStore store, ObjectKey key, String path, SftpFile file, Connection connection, SftpFailure failure) {
        this.store = store;
        this.key = key;
        this.path = path;
        this.file = file;
        this.connection = connection;
        this.failure = failure;
        this.buffer = new byte[connection.session().writePayload()];
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws StoreException {
        step("write", () -> {
            int done = 0;
            while (done < length) {
                int now = Math.min(length - done, buffer.length - filled);
                System.arraycopy(bytes, offset + done, buffer, filled, now);
                filled += now;
                done += now;
                if (filled == buffer.length) {
                    send();
                }
            }
            return done;
        });
    }

    private void send() throws IOException {
        if (underWay.size() >= BYTES_UNDER_WAY / buffer.length) {
            awaitOldest();
        }
        underWay.add(connection.call(session -> file.send(size, buffer, 0, filled)));
        size += filled;
        filled = 0;
    }

    private void awaitOldest() throws IOException {
        connection.call(session -> session.await(underWay.remove()).ensureStatusPacketIsOK());
    }

    @Override
    public StoredObject commit() throws StoreException {
        StoredObject object = step("finish", () -> {
            if (filled > 0) {
                send();
            }
            while (!underWay.isEmpty()) {
                awaitOldest();
            }
            return connection.call(this::publish);
        });
        synchronized (this) {
            ended = true;
        }
        store.ended(this, connection);
        return object;
    }

    private StoredObject publish(SftpSession session) throws IOException {
        file.sync();
        FileAttributes attributes = file.fetchAttributes();
        if (attributes.getSize() != size) {
            throw new StoreException(
                    Reason.CORRUPT,
                    "file " + path + " on " + failure.settings().host() + " has " + attributes.getSize()
                            + " bytes after " + size + " were written",
                    "Look at the server's disk");
        }
        file.close();
        if (!Publication.publish(session, file.getPath(), path)) {
            throw new StoreException(
                    Reason.EXISTS,
                    "object " + key + " was written to " + failure.settings().location() + " meanwhile",
                    "");
        }
        return new StoredObject(key, size, Instant.ofEpochSecond(attributes.getMtime()));
    }

    private <T> T step(String what, Step<T> step) throws StoreException {
        synchronized (this) {
            // After a write that failed the file has a hole, so it must never get its name.
            if (ended || failed) {
                throw stopped();
            }
            busy = true;
        }
        try {
            return step.run();
        } catch (IOException e) {
            synchronized (this) {
                failed = true;
                if (ended) {
                    StoreException stopped = stopped();
                    stopped.addSuppressed(e);
                    throw stopped;
                }
            }
            throw failure.of(what, path, e, connection);
        } finally {
            synchronized (this) {
                busy = false;
            }
        }
    }

    private StoreException stopped() {
        return new StoreException(
                Reason.UNAVAILABLE,
                "the writing of " + path + " on " + failure.settings().host() + " was stopped",
                "");
    }

    @Override
    public void abort() {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            if (busy) {
                connection.kill();
            }
        }
        if (!SftpStore.patiently("abort " + key, this::tidy)) {
            connection.kill();
        }
    }

    private void tidy() {
        try {
            if (!removed()) {
                store.discard(file.getPath());
            }
        } finally {
            store.ended(this, connection);
        }
    }

    private boolean removed() {
        if (!connection.isUsable()) {
            return false;
        }
        try {
            connection.call(session -> {
                file.close();
                return RemoteObjects.remove(session, file.getPath());
            });
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
