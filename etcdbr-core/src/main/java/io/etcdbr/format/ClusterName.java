package io.etcdbr.format;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name an administrator gave a cluster: 1 to 63 lower-case letters, digits, {@code -} and {@code .}, beginning and ending
 * with a letter or digit.
 */
public record ClusterName(String value) implements Comparable<ClusterName> {
    private static final Pattern SHAPE = Pattern.compile("[a-z0-9](?:[a-z0-9.-]{0,61}[a-z0-9])?");

    /** @throws IllegalArgumentException with one sentence that says what a cluster name looks like */
    public ClusterName {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "'" + value + "' is not a cluster name; expected 1 to 63 lower-case letters,"
                            + " digits, '-' and '.', beginning and ending with a letter or digit");
        }
    }

    public static Optional<ClusterName> parse(String text) {
        return SHAPE.matcher(text).matches() ? Optional.of(new ClusterName(text)) : Optional.empty();
    }

    @Override
    public int compareTo(ClusterName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
