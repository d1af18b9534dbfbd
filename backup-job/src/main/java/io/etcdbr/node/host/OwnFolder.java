package io.etcdbr.node.host;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** Folders that etcdbr makes for itself on the node: for root's eyes only, and never through a link that somebody laid there. */
public final class OwnFolder {
    private static final int OTHERS_MAY_WRITE = 0022;

    private OwnFolder() {}

    /**
     * The folder {@code name} in {@code parent}, made with mode 0700 if it is not there; on the disk when this returns.
     *
     * @throws FileSystemException if something else is there, or somebody else may put links into it
     */
    public static Path make(Path parent, String name) throws IOException {
        Path folder = parent.resolve(name);
        try {
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Renames.sync(parent);
        } catch (FileAlreadyExistsException e) {
            require(folder);
        }
        return folder;
    }

    /** @throws FileSystemException unless it is a folder that only its owner, who is this user, may change */
    public static void require(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileSystemException(
                    folder.toString(), null, "a link or a file is there; expected a folder that etcdbr made");
        }
        FileOwner owner = FileOwner.of(folder);
        int ours = FileOwner.ourUid();
        if (owner.uid() != ours || (owner.mode() & OTHERS_MAY_WRITE) != 0) {
            throw new FileSystemException(
                    folder.toString(),
                    null,
                    "others than user " + ours + " may change it; expected a folder that etcdbr made");
        }
    }

    /** Removes a folder with all that is in it, follows no links, and goes into no other file system. Done if it is not there. */
    public static void remove(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        long device = deviceOf(folder);
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path inner, BasicFileAttributes attributes) throws IOException {
                if (deviceOf(inner) != device) {
                    throw new FileSystemException(
                            inner.toString(), null, "another file system is mounted there; expected none to remove");
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path inner, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(inner);
                return FileVisitResult.CONTINUE;
            }
        });
        Path parent = folder.getParent();
        if (parent != null) {
            Renames.sync(parent);
        }
    }

    private static long deviceOf(Path path) throws IOException {
        return FileId.find(path)
                .orElseThrow(() -> new IOException("there is no " + path))
                .device();
    }
}
