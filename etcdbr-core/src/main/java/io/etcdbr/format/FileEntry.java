package io.etcdbr.format;

import java.util.Arrays;
import java.util.Optional;

/**
 * One entry of the tar of node files.
 *
 * @param path relative to {@code /}
 * @param mode permission bits, 0 to 07777
 * @param size in bytes
 * @param target what a symbolic or hard link points to; empty for the others
 */
public record FileEntry(String path, Type type, int mode, long uid, long gid, long size, Optional<String> target) {

    /** What an entry is. */
    public enum Type {
        FILE("file"),
        DIRECTORY("directory"),
        SYMLINK("symlink"),
        HARDLINK("hardlink");

        private final String text;

        Type(String text) {
            this.text = text;
        }

        /** As the manifest spells it. */
        public String text() {
            return text;
        }

        public static Optional<Type> parse(String text) {
            return Arrays.stream(values())
                    .filter(value -> value.text.equals(text))
                    .findFirst();
        }

        boolean isLink() {
            return this == SYMLINK || this == HARDLINK;
        }
    }

    public FileEntry {
        if (mode < 0 || mode > 07777) {
            throw new IllegalArgumentException("not permission bits: " + mode);
        }
        if (type.isLink() != target.isPresent()) {
            throw new IllegalArgumentException("a link has a target, and only a link: " + path);
        }
    }
}
