package io.etcdbr.kubectl.restore;

import java.time.Duration;

/** Attempts to reach nodes: how many were in vain, and when the next one is due. Times are nanoseconds of one clock. */
final class Attempts {
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final Duration firstPause;
    private int number;
    private long first;
    private long next;

    /** @param firstPause after the first one; after each further one it is twice as long, up to half a minute */
    Attempts(Duration firstPause) {
        this.firstPause = firstPause;
    }

    boolean isDue(long now) {
        return number == 0 || now - next >= 0;
    }

    /** One ended in vain. */
    void failed(long now) {
        if (number == 0) {
            first = now;
        }
        long pause = firstPause.toNanos() << Math.min(number, 10);
        next = now + Math.min(pause, Math.max(LONGEST_PAUSE.toNanos(), firstPause.toNanos()));
        number++;
    }

    /** Since the last one that was not in vain. */
    int number() {
        return number;
    }

    /** From the end of the first one in vain up to now. */
    Duration span(long now) {
        return number == 0 ? Duration.ZERO : Duration.ofNanos(now - first);
    }

    void reset() {
        number = 0;
    }
}
