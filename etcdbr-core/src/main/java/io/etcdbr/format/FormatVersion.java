package io.etcdbr.format;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version of a manifest or verification, {@code <major>.<minor>}. */
public record FormatVersion(int major, int minor) {
    /** What this program writes. */
    public static final FormatVersion CURRENT = new FormatVersion(1, 1);

    private static final Pattern SHAPE = Pattern.compile("(0|[1-9][0-9]{0,5})\\.(0|[1-9][0-9]{0,5})");

    public static Optional<FormatVersion> parse(String text) {
        Matcher parts = SHAPE.matcher(text);
        return parts.matches()
                ? Optional.of(new FormatVersion(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2))))
                : Optional.empty();
    }

    /** Whether this program understands it: any minor version of its own major one. */
    public boolean isReadable() {
        return major == CURRENT.major;
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
