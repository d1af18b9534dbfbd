package io.etcdbr.output;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Pattern;

/** Sizes, ages and times as people say them. */
final class HumanText {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    private static final DateTimeFormatter EXACT = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss'Z'");
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\u2028\u2029]");

    private HumanText() {}

    /** Such as {@code 512 B} and {@code 1.4 GiB}. */
    static String size(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1023.95 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }

    /** Such as {@code 3h ago}, or {@code in 3h} for what is to come. */
    static String age(Instant time, Instant now) {
        Duration age = Duration.between(time, now);
        return age.isNegative() ? "in " + span(age.negated()) : span(age) + " ago";
    }

    /** Such as {@code 42s}, {@code 59m}, {@code 47h} and {@code 13d}. */
    static String span(Duration span) {
        if (span.toSeconds() < 60) {
            return span.toSeconds() + "s";
        }
        if (span.toMinutes() < 60) {
            return span.toMinutes() + "m";
        }
        if (span.toHours() < 48) {
            return span.toHours() + "h";
        }
        return span.toDays() < 730 ? span.toDays() + "d" : span.toDays() / 365 + "y";
    }

    /** Such as {@code 2026-11-20 14:30:05Z}. */
    static String exact(Instant time) {
        return EXACT.format(time.truncatedTo(ChronoUnit.SECONDS).atOffset(ZoneOffset.UTC));
    }

    /** A text from a stored document, without what could steer a terminal. */
    static String safe(String text) {
        return UNPRINTABLE.matcher(text).replaceAll("?");
    }
}
