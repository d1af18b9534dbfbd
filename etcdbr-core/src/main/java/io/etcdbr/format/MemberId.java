package io.etcdbr.format;

import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The id etcd gave a member; written as 16 lower-case hexadecimal digits.
 *
 * @param value the 64 bits; etcd counts them as unsigned
 */
public record MemberId(long value) implements Comparable<MemberId> {
    private static final Pattern SHAPE = Pattern.compile("[0-9a-f]{16}");

    public static Optional<MemberId> parse(String text) {
        return SHAPE.matcher(text).matches()
                ? Optional.of(new MemberId(HexFormat.fromHexDigitsToLong(text)))
                : Optional.empty();
    }

    @Override
    public int compareTo(MemberId other) {
        return Long.compareUnsigned(value, other.value);
    }

    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(value);
    }
}
