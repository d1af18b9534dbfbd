package io.etcdbr.operation;

import io.etcdbr.disk.DiskException;
import io.etcdbr.disk.FreeSpace;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A file that appears under its name whole, on disk and readable by its owner only, or not at all. Until {@link #publish} it lies
 * under a hidden name in the same directory, and goes away with the process.
 */
public final class NewFile implements AutoCloseable {
    private final Path target;
    private final Path temporary;
    private final boolean force;
    private final FileChannel channel;

    private NewFile(Path target, Path temporary, boolean force, FileChannel channel) {
        this.target = target;
        this.temporary = temporary;
        this.force = force;
        this.channel = channel;
    }

    /**
     * @param path the file, or a directory that is to hold it as {@code name}
     * @param size bytes it will have; refused if they do not fit on the disk
     */
    public static NewFile create(Path path, String name, boolean force, long size) {
        Path target = (Files.isDirectory(path) ? path.resolve(name) : path).toAbsolutePath();
        if (!force && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw alreadyThere(target);
        }
        if (Files.isDirectory(target)) {
            throw new EtcdbrException(ExitCode.REFUSED, target + " is a directory; expected the name of a file", "");
        }
        Path directory = directoryOf(target);
        if (!Files.isDirectory(directory)) {
            throw new EtcdbrException(
                    ExitCode.REFUSED,
                    "there is no directory " + directory + " to write " + target.getFileName() + " into",
                    "Create it, or choose another");
        }
        try {
            FreeSpace.require(directory, size, "Make room, or choose another directory");
            String random = Long.toHexString(ThreadLocalRandom.current().nextLong());
            Path temporary = directory.resolve(".etcdbr-" + random + ".part");
            FileChannel channel = FileChannel.open(
                    temporary,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            temporary.toFile().deleteOnExit();
            return new NewFile(target, temporary, force, channel);
        } catch (IOException e) {
            throw new EtcdbrException(failure(target, e), e);
        }
    }

    /** What the file gets; failures are {@link DiskException}s. */
    public OutputStream stream() {
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
                        channel.write(buffer);
                    }
                } catch (IOException e) {
                    throw new DiskException(failure(target, e), e);
                }
            }
        };
    }

    /** Makes the file appear. @return its absolute path */
    public Path publish() {
        try {
            channel.force(true);
            channel.close();
            if (force) {
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            } else {
                moveWithoutReplacing();
            }
            try (FileChannel directory = FileChannel.open(directoryOf(target), StandardOpenOption.READ)) {
                directory.force(true);
            }
            return target;
        } catch (FileAlreadyExistsException e) {
            throw alreadyThere(target);
        } catch (IOException e) {
            throw new EtcdbrException(failure(target, e), e);
        }
    }

    /** Removes what was not published. */
    @Override
    public void close() {
        try {
            channel.close();
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            // The process deletes it at its end.
        }
    }

    /** A rename replaces silently; a link does not, but not every file system has links. */
    private void moveWithoutReplacing() throws IOException {
        try {
            Files.createLink(target, temporary); // close() removes the other name
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(target.toString());
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static Path directoryOf(Path target) {
        Path parent = target.getParent();
        return parent == null ? target : parent;
    }

    private static EtcdbrException alreadyThere(Path target) {
        return new EtcdbrException(
                ExitCode.REFUSED, "file " + target + " exists already", "Choose another name, or say --force");
    }

    private static Failure failure(Path target, IOException e) {
        boolean full = DiskException.isFull(e);
        return new Failure(
                full ? ExitCode.NO_SPACE : ExitCode.REFUSED,
                "file " + target + " cannot be written: " + DiskException.cause(e),
                full ? "Make room, or choose another directory" : "Check the directory and its permissions");
    }
}
