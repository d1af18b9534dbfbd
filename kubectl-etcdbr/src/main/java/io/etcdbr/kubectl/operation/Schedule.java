package io.etcdbr.kubectl.operation;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The five fields of a CronJob's schedule, as Kubernetes understands them. */
public final class Schedule {
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

    /** Beyond the next 29 February. */
    private static final int MOST_DAYS = 366 * 9;

    private final BitSet minutes;
    private final BitSet hours;
    private final BitSet daysOfMonth;
    private final BitSet months;
    private final BitSet daysOfWeek;
    private final boolean anyDayOfMonth;
    private final boolean anyDayOfWeek;
    private final ZoneId zone;

    private Schedule(String[] fields, ZoneId zone) {
        this.minutes = set(fields[0], 0, 59, List.of());
        this.hours = set(fields[1], 0, 23, List.of());
        this.daysOfMonth = set(fields[2], 1, 31, List.of());
        this.months = set(fields[3], 1, 12, MONTHS);
        this.daysOfWeek = set(fields[4], 0, 7, DAYS);
        if (daysOfWeek.get(7)) {
            daysOfWeek.set(0);
        }
        this.anyDayOfMonth = fields[2].startsWith("*") || fields[2].equals("?");
        this.anyDayOfWeek = fields[4].startsWith("*") || fields[4].equals("?");
        this.zone = zone;
    }

    /** Nothing where it is none that we understand: the API server accepted it, so this is no failure of the user's. */
    public static Optional<Schedule> parse(String text, String timeZone) {
        String fields = switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "@yearly", "@annually" -> "0 0 1 1 *";
            case "@monthly" -> "0 0 1 * *";
            case "@weekly" -> "0 0 * * 0";
            case "@daily", "@midnight" -> "0 0 * * *";
            case "@hourly" -> "0 * * * *";
            default -> text.strip().toLowerCase(Locale.ROOT);
        };
        String[] parts = fields.split("\\s+");
        try {
            return parts.length == 5 ? Optional.of(new Schedule(parts, ZoneId.of(timeZone))) : Optional.empty();
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The first due time after {@code time}. */
    public Optional<Instant> next(Instant time) {
        ZonedDateTime at = time.atZone(zone).truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
        ZonedDateTime end = at.plusDays(MOST_DAYS);
        while (at.isBefore(end)) {
            if (!isDay(at)) {
                at = at.truncatedTo(ChronoUnit.DAYS).plusDays(1);
            } else if (!hours.get(at.getHour())) {
                at = at.truncatedTo(ChronoUnit.HOURS).plusHours(1);
            } else if (!minutes.get(at.getMinute())) {
                at = at.plusMinutes(1);
            } else {
                return Optional.of(at.toInstant());
            }
        }
        return Optional.empty();
    }

    /** The last due time at or before {@code time}. */
    public Optional<Instant> previous(Instant time) {
        ZonedDateTime at = time.atZone(zone).truncatedTo(ChronoUnit.MINUTES);
        ZonedDateTime end = at.minusDays(MOST_DAYS);
        while (at.isAfter(end)) {
            if (!isDay(at)) {
                at = at.truncatedTo(ChronoUnit.DAYS).minusMinutes(1);
            } else if (!hours.get(at.getHour())) {
                at = at.truncatedTo(ChronoUnit.HOURS).minusMinutes(1);
            } else if (!minutes.get(at.getMinute())) {
                at = at.minusMinutes(1);
            } else {
                return Optional.of(at.toInstant());
            }
        }
        return Optional.empty();
    }

    /** Where both kinds of days are restricted, either will do. */
    private boolean isDay(ZonedDateTime at) {
        boolean ofMonth = daysOfMonth.get(at.getDayOfMonth());
        boolean ofWeek = daysOfWeek.get(at.getDayOfWeek().getValue() % 7);
        return months.get(at.getMonthValue())
                && (anyDayOfMonth || anyDayOfWeek ? ofMonth && ofWeek : ofMonth || ofWeek);
    }

    private static BitSet set(String field, int least, int most, List<String> names) {
        BitSet set = new BitSet();
        for (String part : field.split(",")) {
            String[] step = part.split("/", 2);
            int every = step.length == 2 ? Integer.parseInt(step[1]) : 1;
            String[] range = step[0].split("-", 2);
            int from = least;
            int to = names.equals(DAYS) ? 6 : most;
            if (!step[0].equals("*") && !step[0].equals("?")) {
                from = number(range[0], least, names);
                to = range.length == 2 ? number(range[1], least, names) : step.length == 2 ? to : from;
            }
            if (from < least || to > most || from > to || every < 1) {
                throw new IllegalArgumentException(field);
            }
            for (int value = from; value <= to; value += every) {
                set.set(value);
            }
        }
        return set;
    }

    private static int number(String text, int least, List<String> names) {
        int index = names.indexOf(text);
        return index < 0 ? Integer.parseInt(text) : least + index;
    }
}
