package io.etcdbr.columns;

import java.time.Duration;

/** Durations as kubectl abbreviates them: two units while they are short, one when they are long. */
final class Age {
    private static final long YEAR_DAYS = 365;

    private Age() {}

    static String text(Duration age) {
        long seconds = age.toSeconds();
        if (seconds < -1) {
            return "<invalid>";
        }
        if (seconds < 0) {
            return "0s";
        }
        long minutes = age.toMinutes();
        long hours = age.toHours();
        long days = age.toDays();
        if (seconds < 120) {
            return seconds + "s";
        }
        if (minutes < 10) {
            return two(minutes, "m", seconds % 60, "s");
        }
        if (minutes < 180) {
            return minutes + "m";
        }
        if (hours < 8) {
            return two(hours, "h", minutes % 60, "m");
        }
        if (hours < 48) {
            return hours + "h";
        }
        if (days < 8) {
            return two(days, "d", hours % 24, "h");
        }
        if (days < 2 * YEAR_DAYS) {
            return days + "d";
        }
        return days < 8 * YEAR_DAYS ? two(days / YEAR_DAYS, "y", days % YEAR_DAYS, "d") : days / YEAR_DAYS + "y";
    }

    private static String two(long large, String largeUnit, long small, String smallUnit) {
        return large + largeUnit + (small == 0 ? "" : small + smallUnit);
    }
}
