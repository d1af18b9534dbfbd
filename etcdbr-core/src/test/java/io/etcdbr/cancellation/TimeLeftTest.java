package io.etcdbr.cancellation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TimeLeftTest {
    private final AtomicLong nanos = new AtomicLong(7_000_000_000L);
    private final TimeLeft left = new TimeLeft(Duration.ofMillis(4_500), nanos::get);

    @Test
    void itIsOverWhenAsMuchHasPassed() {
        assertThat(waits(Duration.ZERO, 0)).isEqualTo(Duration.ofMillis(4_500));
    }

    @Test
    void whatABusyMachineTakesLongerCounts() {
        assertThat(waits(Duration.ofMillis(400), Integer.MAX_VALUE)).isEqualTo(Duration.ofMillis(9 * 500));
    }

    @Test
    void theTimeInWhichTheMachineStoodStillDoesNotCount() {
        assertThat(waits(Duration.ofSeconds(20), 2)).isEqualTo(Duration.ofMillis(4_500 + 2 * 20_000));
    }

    @Test
    void withoutTimeThereIsNothingToWaitFor() {
        TimeLeft none = new TimeLeft(Duration.ZERO, nanos::get);

        assertThat(none.next()).isZero();
        assertThat(none.next()).isZero();
    }

    /** How long it lasts where the first waits take so much longer than they should. */
    private Duration waits(Duration longer, int times) {
        long begin = nanos.get();
        int made = 0;
        for (Duration next = left.next(); next.isPositive(); next = left.next()) {
            nanos.addAndGet(next.toNanos() + (made++ < times ? longer.toNanos() : 0));
        }
        assertThat(left.next()).isZero();
        return Duration.ofNanos(nanos.get() - begin);
    }
}
