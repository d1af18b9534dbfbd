package io.etcdbr.node.stage;

import io.etcdbr.node.host.FileOwner;
import io.etcdbr.node.host.SecurityLabel;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Owner, mode and SELinux label of etcd's old data, for the new: etcd may run as another user, and a node may enforce labels.
 *
 * @param folderMode of folders, permission bits only; {@code fileMode} of files
 */
record Likeness(int uid, int gid, int folderMode, int fileMode, Optional<String> label) {
    private static final int PERMISSIONS = 0777;
    private static final int DEFAULT_FILE_MODE = 0600;

    /** @param member the old one */
    static Likeness of(Path member) throws IOException {
        FileOwner folder = FileOwner.of(member);
        Path database = member.resolve("snap/db");
        int fileMode = Files.isRegularFile(database, LinkOption.NOFOLLOW_LINKS)
                ? FileOwner.of(database).mode()
                : DEFAULT_FILE_MODE;
        return new Likeness(
                folder.uid(),
                folder.gid(),
                folder.mode() & PERMISSIONS,
                fileMode & PERMISSIONS,
                SecurityLabel.of(member));
    }

    /** Gives all of it to a tree, and forces the tree to the disk from its leaves up. */
    void give(Path tree) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!attributes.isRegularFile()) {
                    throw new IOException(file + " is neither a file nor a folder");
                }
                give(file, fileMode);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                give(folder, folderMode);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private void give(Path path, int mode) throws IOException {
        Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:mode", mode);
        if (label.isPresent()) {
            SecurityLabel.set(path, label.get());
        }
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            file.force(true);
        }
    }
}
