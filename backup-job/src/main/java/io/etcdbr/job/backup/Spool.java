package io.etcdbr.job.backup;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
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

/**
 * A file that holds the stored bytes until the stores have them. It has a name only for an instant, so nothing is left behind
 * even by a kill or a power cut.
 */
final class Spool implements AutoCloseable {
    private final Path folder;
    private final FileChannel file;

    Spool(Path folder) {
        this.folder = folder;
        try {
            Path name = folder.resolve(".etcdbr-" + ProcessHandle.current().pid() + "-" + System.nanoTime() + ".spool");
            file = FileChannel.open(
                    name,
                    EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.delete(name);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** Writes at the file's end; closing it leaves the spool open. */
    OutputStream write() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
                while (buffer.hasRemaining()) {
                    file.write(buffer);
                }
            }
        };
    }

    /** Throws away what was written. */
    void clear() {
        try {
            file.truncate(0);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** Reads from the beginning. */
    InputStream read() throws IOException {
        file.position(0);
        return Channels.newInputStream(file);
    }

    EtcdbrException failure(IOException e) {
        boolean full = String.valueOf(e.getMessage()).matches("(?i).*(no space left|quota).*");
        return new EtcdbrException(
                full ? ExitCode.NO_SPACE : ExitCode.USAGE,
                full
                        ? "the spool " + folder + " is full"
                        : "the spool " + folder + " cannot be used: " + e.getMessage(),
                "Name a directory with enough space with --spool, or leave it out");
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw failure(e);
        }
    }
}
