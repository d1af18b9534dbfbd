package io.etcdbr.node.host;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * What else a file or folder has than its content, so that another one can take its place: a node may enforce labels.
 *
 * @param mode permission bits only
 * @param label of SELinux
 */
public record FileLikeness(int uid, int gid, int mode, Optional<String> label) {
    private static final int PERMISSIONS = 0777;

    /** Of the path itself, if it is a link. */
    public static FileLikeness of(Path path) throws IOException {
        FileOwner owner = FileOwner.of(path);
        return new FileLikeness(owner.uid(), owner.gid(), owner.mode() & PERMISSIONS, SecurityLabel.of(path));
    }

    public FileLikeness withMode(int other) {
        return new FileLikeness(uid, gid, other, label);
    }

    /** Gives it to a file or folder, and forces that to the disk. */
    public void give(Path path) throws IOException {
        Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:mode", mode);
        // Where it is so already nothing is set: not every file system lets that be done.
        if (label.isPresent() && !SecurityLabel.of(path).equals(label)) {
            SecurityLabel.set(path, label.get());
        }
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            file.force(true);
        }
    }
}
