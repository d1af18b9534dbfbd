package io.etcdbr.format;

import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The id etcd gave a cluster, which tells a backup's epoch; written as 16 lower-case hexadecimal digits.
 *
 * @param value the 64 bits; etcd counts them as unsigned
 */
public record EtcdClusterId(long value) implements Comparable<EtcdClusterId> {
    private static final Pattern SHAPE = Pattern.compile("[0-9a-f]{16}");

    public static Optional<EtcdClusterId> parse(String text) {
        return SHAPE.matcher(text).matches()
                ? Optional.of(new EtcdClusterId(HexFormat.fromHexDigitsToLong(text)))
                : Optional.empty();
    }

    @Override
    public int compareTo(EtcdClusterId other) {
        return Long.compareUnsigned(value, other.value);
    }

    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(value);
    }
}
