package io.etcdbr.storage.filesystem;

import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/** A part of a file. */
final class FileRange extends InputStream {
    /** The JDK keeps a native buffer of the size of the largest read for every thread, so reads stay small. */
    private static final int LARGEST_READ = 256 * 1024;

    private final Path path;
    private final FileFailure failure;
    private final Consumer<FileRange> onClose;
    private final FileChannel channel;
    private long left;

    FileRange(Path path, long offset, long length, FileFailure failure, Consumer<FileRange> onClose)
            throws IOException {
        this.path = path;
        this.failure = failure;
        this.onClose = onClose;
        this.channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            this.left = Math.min(length, Math.max(0, channel.size() - offset));
            channel.position(offset);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int wanted = (int) Math.min(Math.min(length, LARGEST_READ), left);
        try {
            int count = wanted == 0 && channel.isOpen() ? 0 : channel.read(ByteBuffer.wrap(target, offset, wanted));
            if (count < 0) {
                throw new StoreException(
                        Reason.CORRUPT, "file " + path + " became shorter while it was read", "Read it again");
            }
            left -= count;
            return wanted == 0 ? -1 : count;
        } catch (IOException e) {
            throw failure.of("read", path, e);
        }
    }

    @Override
    public int available() {
        return (int) Math.min(Integer.MAX_VALUE, left);
    }

    @Override
    public void close() throws IOException {
        onClose.accept(this);
        channel.close();
    }
}
