package io.etcdbr.storage.filesystem;

import io.etcdbr.storage.GivingUp;
import io.etcdbr.storage.HiddenName;
import io.etcdbr.storage.ObjectKey;
import io.etcdbr.storage.ObjectWriter;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import io.etcdbr.storage.StoredObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Consumer;

/** Writes a hidden file beside the object's place, makes it durable and then gives it its name. */
final class DirectoryWriter implements ObjectWriter {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    /** A write costs about the same from some 128 KiB on; more only takes memory. */
    private static final int BUFFER = 512 * 1024;

    private final ObjectKey key;
    private final Path path;
    private final Path unfinished;
    private final FileFailure failure;
    private final Consumer<DirectoryWriter> onEnd;
    private final FileChannel channel;
    private final Writeback writeback;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private long size;
    private boolean failed;
    private volatile boolean ended;

    DirectoryWriter(ObjectKey key, Path path, FileFailure failure, Consumer<DirectoryWriter> onEnd) throws IOException {
        this.key = key;
        this.path = path;
        this.unfinished = path.resolveSibling(HiddenName.unfinished());
        this.failure = failure;
        this.onEnd = onEnd;
        this.channel = FileChannel.open(
                unfinished, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW), OWNER_ONLY);
        this.writeback = new Writeback(channel);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws StoreException {
        requireAlive();
        try {
            int done = 0;
            while (done < length) {
                int now = Math.min(length - done, buffer.remaining());
                buffer.put(bytes, offset + done, now);
                done += now;
                if (!buffer.hasRemaining()) {
                    drain();
                }
            }
        } catch (IOException e) {
            failed = true;
            throw failure.of("write", path, e);
        }
    }

    private void drain() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            size += channel.write(buffer);
        }
        buffer.clear();
        writeback.wrote(size);
    }

    @Override
    public StoredObject commit() throws StoreException {
        requireAlive();
        try {
            drain();
            writeback.finish();
            channel.force(true);
            channel.close();
            if (ended) {
                throw stopped();
            }
            if (!Publication.publish(unfinished, path)) {
                throw new StoreException(
                        Reason.EXISTS, "object " + key + " was written to " + failure.location() + " meanwhile", "");
            }
            ended = true;
            Directories.sync(folder());
            return new StoredObject(key, size, Files.getLastModifiedTime(path).toInstant());
        } catch (IOException e) {
            failed = true;
            throw failure.of("finish", path, e);
        } finally {
            if (ended) {
                onEnd.accept(this);
            }
        }
    }

    private Path folder() {
        Path parent = path.getParent();
        return parent == null ? path : parent;
    }

    @Override
    public void abort() {
        if (ended) {
            return;
        }
        ended = true;
        onEnd.accept(this);
        GivingUp.within(GivingUp.PATIENCE, "abort " + key, () -> {
            try {
                // First, so that the file goes even if the close has to wait for a write under way.
                Files.deleteIfExists(unfinished);
                channel.close();
            } catch (IOException e) {
                // removeLeftovers finds it.
            }
        });
    }

    private void requireAlive() throws StoreException {
        // After a write that failed the file has a hole, so it must never get its name.
        if (ended || failed) {
            throw stopped();
        }
    }

    private StoreException stopped() {
        return new StoreException(Reason.UNAVAILABLE, "the writing of " + path + " was stopped", "");
    }
}
