package io.etcdbr.node.stage;

import io.etcdbr.node.host.FileLikeness;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Owner, mode and SELinux label of etcd's old data, for the new: etcd may run as another user, and a node may enforce labels. */
record Likeness(FileLikeness folders, FileLikeness files) {
    private static final int DEFAULT_FILE_MODE = 0600;

    /** @param member the old one */
    static Likeness of(Path member) throws IOException {
        FileLikeness folders = FileLikeness.of(member);
        Path database = member.resolve("snap/db");
        return new Likeness(
                folders,
                folders.withMode(
                        Files.isRegularFile(database, LinkOption.NOFOLLOW_LINKS)
                                ? FileLikeness.of(database).mode()
                                : DEFAULT_FILE_MODE));
    }

    /** Gives all of it to a tree, and forces the tree to the disk from its leaves up. */
    void give(Path tree) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!attributes.isRegularFile()) {
                    throw new IOException(file + " is neither a file nor a folder");
                }
                files.give(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                folders.give(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
