package io.etcdbr.storage;

import java.util.regex.Pattern;

/**
 * The name of an object below a store's location: one or more segments joined by {@code /}. A segment holds letters, digits,
 * {@code .}, {@code _} and {@code -} and does not begin with a dot, so that no key can leave the location or meet the hidden
 * names that providers use for what is not finished yet.
 */
public record ObjectKey(String value) implements Comparable<ObjectKey> {
    private static final String SEGMENT = "[A-Za-z0-9_-][A-Za-z0-9._-]*";
    private static final Pattern SHAPE = Pattern.compile(SEGMENT + "(/" + SEGMENT + ")*");

    public ObjectKey {
        if (!isValid(value)) {
            throw new IllegalArgumentException("not an object key: '" + value + "'");
        }
    }

    public static boolean isValid(String value) {
        return value.length() <= 900 && SHAPE.matcher(value).matches();
    }

    /** The last segment. */
    public String name() {
        return value.substring(value.lastIndexOf('/') + 1);
    }

    /** Whether this object lies in {@code folder}: {@code a/x} lies in {@code a}, {@code ab/x} does not. */
    public boolean isIn(ObjectKey folder) {
        return value.startsWith(folder.value + "/");
    }

    public ObjectKey child(String name) {
        return new ObjectKey(value + "/" + name);
    }

    @Override
    public int compareTo(ObjectKey other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
