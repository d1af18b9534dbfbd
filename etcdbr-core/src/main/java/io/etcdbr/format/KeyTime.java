package io.etcdbr.format;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/** Times inside keys: UTC as {@code yyyyMMdd'T'HHmmss'Z'}, years 0000 to 9999, whole seconds. */
final class KeyTime {
    static final String SHAPE = "[0-9]{8}T[0-9]{6}Z";

    private static final Pattern PATTERN = Pattern.compile(SHAPE);
    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withResolverStyle(ResolverStyle.STRICT);

    private KeyTime() {}

    /** The time without its fraction of a second. */
    static Instant wholeSeconds(Instant time) {
        Instant whole = time.truncatedTo(ChronoUnit.SECONDS);
        if (whole.isBefore(FIRST) || whole.isAfter(LAST)) {
            throw new IllegalArgumentException("the year of " + time + " has not four digits");
        }
        return whole;
    }

    static String format(Instant time) {
        return FORMAT.format(time.atOffset(ZoneOffset.UTC));
    }

    static Optional<Instant> parse(String text) {
        if (!PATTERN.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDateTime.parse(text, FORMAT).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
