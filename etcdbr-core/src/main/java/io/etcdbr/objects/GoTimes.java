package io.etcdbr.objects;

import com.google.gson.JsonPrimitive;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/** Times and durations as Kubernetes writes them. */
final class GoTimes {
    private static final int NANOS_PER_MICRO = 1_000;
    private static final int NANOS_PER_SECOND = 1_000_000_000;

    private GoTimes() {}

    /** RFC 3339 in UTC, to the second or with six digits behind it; what is smaller is cut off. */
    static JsonPrimitive time(long seconds, int nanos, boolean micro, Place place) throws ObjectException {
        LocalDateTime time;
        try {
            // Nanoseconds that are no fraction of a second count all the same, as in Go.
            time = LocalDateTime.ofEpochSecond(
                    Math.addExact(seconds, Math.floorDiv(nanos, NANOS_PER_SECOND)),
                    Math.floorMod(nanos, NANOS_PER_SECOND),
                    ZoneOffset.UTC);
        } catch (DateTimeException | ArithmeticException e) {
            throw new ObjectException("%s: %d seconds since 1970, which is no time".formatted(place, seconds), e);
        }
        String fraction = micro ? String.format(Locale.ROOT, ".%06d", time.getNano() / NANOS_PER_MICRO) : "";
        return new JsonPrimitive(String.format(
                Locale.ROOT,
                "%04d-%02d-%02dT%02d:%02d:%02d%sZ",
                time.getYear(),
                time.getMonthValue(),
                time.getDayOfMonth(),
                time.getHour(),
                time.getMinute(),
                time.getSecond(),
                fraction));
    }

    /** Such as {@code 1h0m1.5s}, {@code 20ms} or {@code 0s}. */
    static JsonPrimitive duration(long nanos) {
        return new JsonPrimitive((nanos < 0 ? "-" : "") + unsigned(nanos));
    }

    private static String unsigned(long nanos) {
        long seconds = Math.abs(nanos / NANOS_PER_SECOND);
        long rest = Math.abs(nanos % NANOS_PER_SECOND);
        if (seconds == 0 && rest > 0) {
            return rest < NANOS_PER_MICRO
                    ? rest + "ns"
                    : rest < 1_000_000 ? decimal(0, rest, 3, "µs") : decimal(0, rest, 6, "ms");
        }
        long minutes = seconds / 60;
        return (minutes >= 60 ? minutes / 60 + "h" : "")
                + (minutes > 0 ? minutes % 60 + "m" : "")
                + decimal(seconds % 60, rest, 9, "s");
    }

    /** @param digits how many digits of {@code nanos} are behind the point */
    private static String decimal(long whole, long nanos, int digits, String unit) {
        long power = (long) Math.pow(10, digits);
        String fraction =
                String.format(Locale.ROOT, "%0" + digits + "d", nanos % power).replaceAll("0+$", "");
        return (whole + nanos / power) + (fraction.isEmpty() ? "" : "." + fraction) + unit;
    }
}
