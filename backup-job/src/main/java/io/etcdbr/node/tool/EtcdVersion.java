package io.etcdbr.node.tool;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version of etcd, such as 3.6.8. */
public record EtcdVersion(int major, int minor, int patch) implements Comparable<EtcdVersion> {
    private static final Pattern SHAPE = Pattern.compile("\\b(\\d{1,4})\\.(\\d{1,4})\\.(\\d{1,4})\\b");

    /** The first version in a text. */
    public static Optional<EtcdVersion> in(String text) {
        Matcher parts = SHAPE.matcher(text);
        return parts.find()
                ? Optional.of(new EtcdVersion(
                        Integer.parseInt(parts.group(1)),
                        Integer.parseInt(parts.group(2)),
                        Integer.parseInt(parts.group(3))))
                : Optional.empty();
    }

    public boolean sameMinor(EtcdVersion other) {
        return major == other.major && minor == other.minor;
    }

    /**
     * Whether {@code snapshot restore} of this version has {@code --bump-revision}: from 3.4.27 and 3.5.10 on (etcd's pull requests
     * 16193, 16165 and 16029).
     */
    public boolean bumpsRevisions() {
        return compareTo(new EtcdVersion(3, 6, 0)) >= 0
                || minor == 5 && compareTo(new EtcdVersion(3, 5, 10)) >= 0
                || minor == 4 && compareTo(new EtcdVersion(3, 4, 27)) >= 0;
    }

    @Override
    public int compareTo(EtcdVersion other) {
        int order = Integer.compare(major, other.major);
        order = order != 0 ? order : Integer.compare(minor, other.minor);
        return order != 0 ? order : Integer.compare(patch, other.patch);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
