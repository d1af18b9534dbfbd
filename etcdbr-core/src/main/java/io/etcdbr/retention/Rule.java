package io.etcdbr.retention;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;

/** A rule that keeps the newest backup in each of the last N stretches of time that have one. */
public enum Rule {
    /** Each backup is a stretch of its own. */
    LAST("keep-last") {
        @Override
        String stretch(ZonedDateTime time, String id) {
            return id;
        }
    },
    HOURLY("keep-hourly") {
        @Override
        String stretch(ZonedDateTime time, String id) {
            // With the offset: when clocks are set back, one local hour comes twice.
            return time.truncatedTo(ChronoUnit.HOURS).toOffsetDateTime().toString();
        }
    },
    DAILY("keep-daily") {
        @Override
        String stretch(ZonedDateTime time, String id) {
            return time.toLocalDate().toString();
        }
    },
    WEEKLY("keep-weekly") {
        @Override
        String stretch(ZonedDateTime time, String id) {
            return String.format(
                    "%d-W%02d", time.get(IsoFields.WEEK_BASED_YEAR), time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
        }
    },
    MONTHLY("keep-monthly") {
        @Override
        String stretch(ZonedDateTime time, String id) {
            return String.format("%d-%02d", time.getYear(), time.getMonthValue());
        }
    },
    YEARLY("keep-yearly") {
        @Override
        String stretch(ZonedDateTime time, String id) {
            return Integer.toString(time.getYear());
        }
    };

    private final String text;

    Rule(String text) {
        this.text = text;
    }

    /** As settings and output spell it. */
    public String text() {
        return text;
    }

    abstract String stretch(ZonedDateTime time, String id);

    String stretch(Candidate candidate, ZoneId zone) {
        Instant time = candidate.id().time();
        return stretch(time.atZone(zone), candidate.id().toString());
    }
}
