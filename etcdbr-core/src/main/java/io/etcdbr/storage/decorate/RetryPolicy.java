package io.etcdbr.storage.decorate;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How often and how long a store that failed for the moment is tried again.
 *
 * @param attempts all in all, the first one included
 * @param first the longest pause before the second attempt; each later one may be twice as long
 * @param longest no pause is longer
 * @param total no attempt begins later than this after the first failure
 */
public record RetryPolicy(int attempts, Duration first, Duration longest, Duration total) {
    /** Rides out the restart of a server or of a load balancer. */
    public static final RetryPolicy PATIENT =
            new RetryPolicy(6, Duration.ofMillis(500), Duration.ofSeconds(20), Duration.ofMinutes(2));

    public RetryPolicy {
        if (attempts < 1 || first.isNegative() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "no retry policy: " + attempts + " attempts, " + first + " to " + longest);
        }
    }

    /**
     * The pause after the attempt of this number (from 1): a random part, between a half and all, of what doubles each time, so
     * that clients that failed together do not come back together.
     */
    Duration pauseAfter(int attempt, RandomGenerator random) {
        long doubled = first.toMillis() << Math.min(attempt - 1, 30);
        long most = Math.min(doubled < 0 ? Long.MAX_VALUE : doubled, longest.toMillis());
        return Duration.ofMillis(most / 2 + random.nextLong(most / 2 + 1));
    }
}
