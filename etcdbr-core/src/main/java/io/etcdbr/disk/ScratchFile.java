package io.etcdbr.disk;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A file for bytes that are needed for a while, for its owner's eyes only. It has a name only for an instant, so nothing is left
 * behind even by a kill or a power cut. For one thread, which may leave the writing to another.
 */
public final class ScratchFile implements AutoCloseable {
    private final Path folder;
    private final String name;
    private final String remedy;
    /** Not a channel of its own making: an interrupt in the middle of a write would close that for good. */
    private final RandomAccessFile file;
    /** The only stream that still writes. */
    private @Nullable OutputStream writing;

    /**
     * @param name what the folder is for, as messages say it: {@code the spool}
     * @param remedy what to do where the folder cannot be used or is full
     * @throws EtcdbrException {@link ExitCode#NO_SPACE} or {@link ExitCode#USAGE}
     */
    public ScratchFile(Path folder, String name, String remedy) {
        this.folder = folder;
        this.name = name;
        this.remedy = remedy;
        try {
            String random = Long.toHexString(ThreadLocalRandom.current().nextLong());
            Path path = folder.resolve(".etcdbr-" + random + ".scratch");
            Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                file = new RandomAccessFile(path.toFile(), "rw");
            } finally {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw failure(e).asFailure();
        }
    }

    /**
     * Writes at the file's end, in place of the stream before; closing it leaves the file open. Its failures are
     * {@link DiskException}s. After {@link #clear} it takes nothing any more: a thread that was told to stop may be late.
     */
    public synchronized OutputStream write() {
        writing = new Writing();
        return writing;
    }

    /** Throws away what was written. */
    public synchronized void clear() {
        writing = null;
        try {
            file.setLength(0);
        } catch (IOException e) {
            throw failure(e).asFailure();
        }
    }

    /** Reads from the beginning. */
    public InputStream read() throws IOException {
        file.seek(0);
        return Channels.newInputStream(file.getChannel());
    }

    /** The file, to be mapped; closed with this, which leaves a mapping as it is. */
    public FileChannel channel() {
        return file.getChannel();
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw failure(e).asFailure();
        }
    }

    private DiskException failure(IOException e) {
        boolean full = DiskException.isFull(e);
        return new DiskException(
                new Failure(
                        full ? ExitCode.NO_SPACE : ExitCode.USAGE,
                        name + " " + folder + (full ? " is full" : " cannot be used: " + DiskException.cause(e)),
                        remedy),
                e);
    }

    private final class Writing extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            synchronized (ScratchFile.this) {
                if (writing != this) {
                    throw new IOException("what was written to " + name + " has been thrown away");
                }
                try {
                    file.write(bytes, offset, length);
                } catch (IOException e) {
                    throw failure(e);
                }
            }
        }
    }
}
