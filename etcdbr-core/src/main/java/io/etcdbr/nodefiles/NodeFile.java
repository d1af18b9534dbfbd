package io.etcdbr.nodefiles;

import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * One entry of the archive.
 *
 * @param path where it is on the node, absolute
 * @param mode the permission bits, such as 0600, with set-uid, set-gid and sticky
 * @param size in bytes; 0 unless it is a regular file
 * @param target what a link points to: as written for a symbolic link, the absolute path of an earlier entry for a hard link
 */
public record NodeFile(
        Path path, Type type, int mode, long uid, long gid, long size, FileTime modified, Optional<String> target) {

    /** What kind of entry it is. */
    public enum Type {
        FILE,
        DIRECTORY,
        SYMLINK,
        HARDLINK
    }
}
