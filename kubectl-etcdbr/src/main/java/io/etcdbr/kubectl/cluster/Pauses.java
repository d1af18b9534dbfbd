package io.etcdbr.kubectl.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * When opening a command that was refused is tried again; docs/kubectl.md tells it under "Where a command runs".
 *
 * @param pauses after the first attempt, the second, and so on; after the last one there is no more
 * @param longest from the first failure to the beginning of the last attempt
 * @param timeout from the first attempt on; zero for no limit
 */
record Pauses(List<Duration> pauses, Duration longest, Duration timeout) {
    private static final Duration LONGEST = Duration.ofSeconds(15);

    static Pauses within(Duration timeout) {
        return new Pauses(
                List.of(
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(4)),
                LONGEST,
                timeout);
    }

    /** For who asks again by itself. */
    static Pauses none() {
        return new Pauses(List.of(), Duration.ZERO, Duration.ZERO);
    }

    /**
     * How long to wait for the next attempt; empty if there is to be none.
     *
     * @param attempts that were in vain
     * @param length since the first of them began
     * @param sinceFailure since it failed
     * @param atLeast what the server asks for
     */
    Optional<Duration> next(int attempts, Duration length, Duration sinceFailure, Duration atLeast) {
        if (attempts > pauses.size()) {
            return Optional.empty();
        }
        Duration usual = pauses.get(attempts - 1);
        Duration pause = usual.compareTo(atLeast) < 0 ? atLeast : usual;
        boolean late = sinceFailure.plus(pause).compareTo(longest) > 0
                || !timeout.isZero() && length.plus(pause).compareTo(timeout) > 0;
        return late ? Optional.empty() : Optional.of(pause);
    }
}
