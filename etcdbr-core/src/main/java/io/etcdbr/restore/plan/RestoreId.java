package io.etcdbr.restore.plan;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A restore's id, such as {@code r20261120t143005-7f3a9c}. It is a DNS label, and safe as a folder's name and in a key of etcd.
 *
 * @param value its only spelling
 */
public record RestoreId(String value) implements Comparable<RestoreId> {
    private static final Pattern SHAPE = Pattern.compile("r[0-9]{8}t[0-9]{6}-[0-9a-f]{6}");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("'r'uuuuMMdd't'HHmmss");
    private static final SecureRandom DICE = new SecureRandom();

    /** @throws IllegalArgumentException if {@code value} is not spelled like one */
    public RestoreId {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "'" + value + "' is not the id of a restore, such as r20261120t143005-7f3a9c");
        }
    }

    /** A new id; two calls give two ids. */
    public static RestoreId create(Instant time) {
        return new RestoreId(TIME.format(time.atOffset(ZoneOffset.UTC)) + "-"
                + HexFormat.of().toHexDigits(DICE.nextInt(1 << 24), 6));
    }

    public static Optional<RestoreId> parse(String text) {
        return SHAPE.matcher(text).matches() ? Optional.of(new RestoreId(text)) : Optional.empty();
    }

    @Override
    public int compareTo(RestoreId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
