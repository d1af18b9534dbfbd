package io.etcdbr.node.host;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** Renames that never replace anything and are on the disk when they return. */
public final class Renames {
    private Renames() {}

    /**
     * Renames within one file system and mount; both folders are fsynced.
     *
     * @throws FileAlreadyExistsException if there is something at {@code to}
     * @throws NoSuchFileException if there is nothing at {@code from}
     * @throws OtherFileSystemException if they are on different file systems, or one under two mounts
     */
    public static void move(Path from, Path to) throws IOException {
        CLibrary.Answer answer = CLibrary.renameat2(from, to, CLibrary.RENAME_NOREPLACE);
        if (answer.isUnsupported()) {
            moveByLooking(from, to);
        } else if (!answer.succeeded()) {
            throw failure(from, to, answer.error());
        }
        sync(parent(to));
        sync(parent(from));
    }

    /**
     * Lets two names change their files in one step; both folders are fsynced.
     *
     * @return false if the file system or kernel cannot, and nothing was done
     */
    public static boolean exchange(Path one, Path other) throws IOException {
        CLibrary.Answer answer = CLibrary.renameat2(one, other, CLibrary.RENAME_EXCHANGE);
        if (answer.isUnsupported()) {
            return false;
        }
        if (!answer.succeeded()) {
            throw failure(one, other, answer.error());
        }
        sync(parent(one));
        sync(parent(other));
        return true;
    }

    /** Forces a folder's entries to the disk. */
    public static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Where the kernel is too old to look and rename in one step. Nobody else renames to our names. */
    private static void moveByLooking(Path from, Path to) throws IOException {
        if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(to.toString());
        }
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw new OtherFileSystemException(from, to);
        }
    }

    private static IOException failure(Path from, Path to, int error) {
        return switch (error) {
            case CLibrary.ENOENT -> new NoSuchFileException(from.toString(), to.toString(), "one of them is not there");
            case CLibrary.EEXIST -> new FileAlreadyExistsException(to.toString());
            case CLibrary.EXDEV -> new OtherFileSystemException(from, to);
            default -> new FileSystemException(from.toString(), to.toString(), "the rename failed with error " + error);
        };
    }

    private static Path parent(Path path) {
        return Objects.requireNonNull(path.getParent(), "the path has a folder");
    }
}
