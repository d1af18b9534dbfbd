package io.etcdbr.node.processes;

import io.etcdbr.node.host.FileId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file that somebody holds a lock on: a line of {@code /proc/locks}. It has flock(2), fcntl(2) and open-file-description locks
 * alike; etcd's database has the first kind and its WAL the last.
 */
public record LockedFile(int major, int minor, long inode) {
    private static final Pattern FILE = Pattern.compile(" ([0-9a-f]+):([0-9a-f]+):([0-9]+) ");
    private static final int HEX = 16;

    static Optional<LockedFile> parse(String line) {
        Matcher file = FILE.matcher(line);
        return file.find()
                ? Optional.of(new LockedFile(
                        Integer.parseInt(file.group(1), HEX),
                        Integer.parseInt(file.group(2), HEX),
                        Long.parseLong(file.group(3))))
                : Optional.empty();
    }

    /**
     * Whether it may be this file. File systems without a device of their own, such as btrfs, show one number here and another in
     * {@code stat}, so for those the inode alone counts: rather a lock too many than one overlooked.
     */
    public boolean mayBe(FileId file) {
        return inode == file.inode()
                && (major == 0 && file.major() == 0 || major == file.major() && minor == file.minor());
    }
}
