package io.etcdbr.nodefiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;

/**
 * What the file system says of a path, links not followed ({@code lstat}).
 *
 * @param mode type and permission bits as in {@code st_mode}
 */
record Inode(long device, long number, int mode, long links, long uid, long gid, long size, FileTime modified) {
    static final int TYPE_MASK = 0170000;
    static final int REGULAR = 0100000;
    static final int DIRECTORY = 0040000;
    static final int SYMLINK = 0120000;

    static Inode of(Path path) throws IOException {
        Map<String, Object> unix = Files.readAttributes(path, "unix:*", LinkOption.NOFOLLOW_LINKS);
        return new Inode(
                number(unix, "dev"),
                number(unix, "ino"),
                (int) number(unix, "mode"),
                number(unix, "nlink"),
                number(unix, "uid"),
                number(unix, "gid"),
                number(unix, "size"),
                Objects.requireNonNull((FileTime) unix.get("lastModifiedTime")));
    }

    int type() {
        return mode & TYPE_MASK;
    }

    int permissions() {
        return mode & ~TYPE_MASK;
    }

    private static long number(Map<String, Object> unix, String name) {
        return Objects.requireNonNull((Number) unix.get(name), name).longValue();
    }
}
