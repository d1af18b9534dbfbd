package io.etcdbr.node.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/** Which file something is, whatever its name: {@code st_dev} and {@code st_ino}. */
public record FileId(long device, long inode) {
    private static final int MINOR_LOW_BITS = 8;

    /** Of the path itself, if it is a link; empty if there is nothing. */
    public static Optional<FileId> find(Path path) throws IOException {
        try {
            return Optional.of(read(path, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** The inode alone: the number of a device may change with a reboot. Empty if there is nothing. */
    public static OptionalLong inodeOf(Path path) throws IOException {
        return find(path).map(found -> OptionalLong.of(found.inode())).orElseGet(OptionalLong::empty);
    }

    /** Of what the path leads to, links followed: also the links of {@code /proc/<pid>/fd}, whatever they spell. */
    public static FileId behind(Path path) throws IOException {
        return read(path);
    }

    private static FileId read(Path path, LinkOption... options) throws IOException {
        Map<String, Object> unix = Files.readAttributes(path, "unix:dev,ino", options);
        return new FileId(number(unix, "dev"), number(unix, "ino"));
    }

    private static long number(Map<String, Object> attributes, String name) {
        return Objects.requireNonNull((Number) attributes.get(name), name).longValue();
    }

    /** The device's major number as Linux encodes it; 0 for file systems without a block device of their own. */
    public int major() {
        return (int) ((device >>> MINOR_LOW_BITS & 0xfff) | (device >>> 32 & ~0xfff));
    }

    public int minor() {
        return (int) ((device & 0xff) | (device >>> 12 & ~0xff));
    }

    @Override
    public String toString() {
        return device + ":" + inode;
    }
}
