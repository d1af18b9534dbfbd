package io.etcdbr.format;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Times inside keys: UTC as {@code yyyyMMdd'T'HHmmss'Z'}, years 0000 to 9999, whole seconds. By hand, because a listing has
 * tens of thousands of them and a formatter that has just been loaded takes a second for that.
 */
final class KeyTime {
    static final String SHAPE = "[0-9]{8}T[0-9]{6}Z";

    private static final Pattern PATTERN = Pattern.compile(SHAPE);
    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    private KeyTime() {}

    /** The time without its fraction of a second. */
    static Instant wholeSeconds(Instant time) {
        if (time.isBefore(FIRST) || time.isAfter(LAST.plusMillis(999))) {
            throw new IllegalArgumentException("the year of " + time + " has not four digits");
        }
        return time.truncatedTo(ChronoUnit.SECONDS);
    }

    static String format(Instant time) {
        LocalDateTime utc = LocalDateTime.ofInstant(time, ZoneOffset.UTC);
        StringBuilder text = new StringBuilder(16);
        append(text, utc.getYear() / 100);
        append(text, utc.getYear() % 100);
        append(text, utc.getMonthValue());
        append(text, utc.getDayOfMonth());
        text.append('T');
        append(text, utc.getHour());
        append(text, utc.getMinute());
        append(text, utc.getSecond());
        return text.append('Z').toString();
    }

    static Optional<Instant> parse(String text) {
        if (!PATTERN.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            LocalDateTime utc = LocalDateTime.of(
                    number(text, 0, 4),
                    number(text, 4, 6),
                    number(text, 6, 8),
                    number(text, 9, 11),
                    number(text, 11, 13),
                    number(text, 13, 15));
            return Optional.of(utc.toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static int number(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }

    private static void append(StringBuilder text, int twoDigits) {
        text.append((char) ('0' + twoDigits / 10)).append((char) ('0' + twoDigits % 10));
    }
}
