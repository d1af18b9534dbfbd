package io.etcdbr.kubectl.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {

    @ParameterizedTest
    @CsvSource({
        "17 * * * *,        2026-11-20T13:17:00Z, 2026-11-20T14:17:00Z",
        "*/20 * * * *,      2026-11-20T14:00:00Z, 2026-11-20T14:20:00Z",
        "5/30 * * * *,      2026-11-20T14:05:00Z, 2026-11-20T14:35:00Z",
        "0 0 * * *,         2026-11-20T00:00:00Z, 2026-11-21T00:00:00Z",
        "0 0 * * 0,         2026-11-15T00:00:00Z, 2026-11-22T00:00:00Z",
        "0 0 * * 7,         2026-11-15T00:00:00Z, 2026-11-22T00:00:00Z",
        "0 0 * * SUN,       2026-11-15T00:00:00Z, 2026-11-22T00:00:00Z",
        "0 3 1 * *,         2026-11-01T03:00:00Z, 2026-12-01T03:00:00Z",
        "0 3 1 jan-mar *,   2026-03-01T03:00:00Z, 2027-01-01T03:00:00Z",
        "0 3 29 2 *,        2024-02-29T03:00:00Z, 2028-02-29T03:00:00Z",
        "'0 3 13,20 * fri', 2026-11-20T03:00:00Z, 2026-11-27T03:00:00Z",
        "'0,10 14 * * *',   2026-11-20T14:10:00Z, 2026-11-21T14:00:00Z",
        "@daily,            2026-11-20T00:00:00Z, 2026-11-21T00:00:00Z"
    })
    void theDueTimesAroundAMoment(String schedule, Instant previous, Instant next) {
        Instant moment = Instant.parse("2026-11-20T14:15:30Z");
        if (schedule.startsWith("17 ")) {
            moment = Instant.parse("2026-11-20T14:16:59Z");
        }
        Schedule parsed = Schedule.parse(schedule, "UTC").orElseThrow();

        assertThat(parsed.previous(moment)).contains(previous);
        assertThat(parsed.next(moment)).contains(next);
    }

    @Test
    void theTimeZoneCounts() {
        Schedule parsed = Schedule.parse("0 3 * * *", "Europe/Berlin").orElseThrow();

        assertThat(parsed.next(Instant.parse("2026-07-01T00:00:00Z"))).contains(Instant.parse("2026-07-01T01:00:00Z"));
        assertThat(parsed.next(Instant.parse("2026-12-01T00:00:00Z"))).contains(Instant.parse("2026-12-01T02:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "* * * *", "60 * * * *", "* * * * 8", "a * * * *", "5-3 * * * *", "*/0 * * * *", "@every 5m"
            })
    void whatIsNoScheduleIsNotGuessed(String text) {
        assertThat(Schedule.parse(text, "UTC")).isEmpty();
    }

    @Test
    void aDayThatNeverComesIsNeverDue() {
        assertThat(Schedule.parse("0 0 31 2 *", "UTC").orElseThrow().next(Instant.EPOCH))
                .isEmpty();
        assertThat(Schedule.parse("0 0 * * *", "Nowhere/Atall")).isEmpty();
    }
}
