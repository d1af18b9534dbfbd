package io.etcdbr.disk;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A file for bytes that are needed for a while, for its owner's eyes only. It has a name only for an instant, so nothing is left
 * behind even by a kill or a power cut. For one thread.
 */
public final class ScratchFile implements AutoCloseable {
    private final Path folder;
    private final String name;
    private final String remedy;
    private final FileChannel file;

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
            file = FileChannel.open(
                    path,
                    EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.delete(path);
        } catch (IOException e) {
            throw failure(e).asFailure();
        }
    }

    /** Writes at the file's end; closing it leaves the file open. Its failures are {@link DiskException}s. */
    public OutputStream write() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
                try {
                    while (buffer.hasRemaining()) {
                        file.write(buffer);
                    }
                } catch (IOException e) {
                    throw failure(e);
                }
            }
        };
    }

    /** Throws away what was written. */
    public void clear() {
        try {
            file.truncate(0);
        } catch (IOException e) {
            throw failure(e).asFailure();
        }
    }

    /** Reads from the beginning. */
    public InputStream read() throws IOException {
        file.position(0);
        return Channels.newInputStream(file);
    }

    /** The file, to be mapped; closed with this, which leaves a mapping as it is. */
    public FileChannel channel() {
        return file;
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
}
