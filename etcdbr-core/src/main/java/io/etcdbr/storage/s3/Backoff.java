package io.etcdbr.storage.s3;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How often, and how far apart, a request that failed for a passing reason is tried again. The SDK's own retries are off: they
 * know nothing of part buffers, aborts and answers that were lost.
 *
 * @param attempts the first included
 * @param first the pause after the first attempt; each is twice the one before, less up to a half by chance
 */
record Backoff(int attempts, Duration first, Duration longest) {
    /** Bridges about half a minute. */
    static final Backoff STANDARD = new Backoff(8, Duration.ofMillis(250), Duration.ofSeconds(10));

    /** For a person who waits and may have mistyped the address. */
    static final Backoff SHORT = new Backoff(3, Duration.ofMillis(250), Duration.ofSeconds(1));

    /** @param attempt the one that failed, from 1 */
    Duration pauseAfter(int attempt) {
        long pause = Math.min(longest.toMillis(), first.toMillis() << Math.min(attempt - 1, 20));
        return Duration.ofMillis(pause - ThreadLocalRandom.current().nextLong(pause / 2 + 1));
    }
}
