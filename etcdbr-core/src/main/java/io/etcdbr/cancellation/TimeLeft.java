package io.etcdbr.cancellation;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long work under way still has. Time in which this process was stopped, or its whole machine, does not count: nothing was done in
 * it. For one thread.
 */
public final class TimeLeft {
    private static final Duration STEP = Duration.ofMillis(100);

    /** A step may take so much longer on a machine that is busy. */
    private static final Duration LATE = Duration.ofMillis(500);

    private final LongSupplier nanos;
    private long left;
    private long step;
    private long asked;

    public TimeLeft(Duration time) {
        this(time, System::nanoTime);
    }

    TimeLeft(Duration time, LongSupplier nanos) {
        this.left = time.toNanos();
        this.nanos = nanos;
        this.asked = nanos.getAsLong();
    }

    /** How long to wait before this is asked again, at once after the wait; zero if nothing is left. */
    public Duration next() {
        long now = nanos.getAsLong();
        long passed = now - asked;
        left -= passed < step + LATE.toNanos() ? Math.min(passed, left) : step;
        asked = now;
        step = Math.min(STEP.toNanos(), left);
        return Duration.ofNanos(step);
    }
}
