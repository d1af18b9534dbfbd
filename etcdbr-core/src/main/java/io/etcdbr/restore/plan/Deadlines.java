package io.etcdbr.restore.plan;

import java.time.Duration;

/**
 * How long the phases may take, measured by the clock that counts since boot; whole seconds, 1 to a day.
 *
 * @param gate for all API servers to be gone
 * @param stop for a node's processes to be gone
 * @param start for all members of the new etcd to be there and decided upon
 * @param api for all API servers to be ready again
 */
public record Deadlines(Duration gate, Duration stop, Duration start, Duration api) {
    static final long MOST_SECONDS = 86_400;
    private static final long GIB = 1L << 30;

    public Deadlines {
        check("gate", gate);
        check("stop", stop);
        check("start", start);
        check("api", api);
    }

    /** The usual ones, for a snapshot of so many bytes: a minute more for each GiB begun. */
    public static Deadlines forSnapshotOf(long bytes) {
        long gib = Math.ceilDiv(bytes, GIB);
        return new Deadlines(
                Duration.ofSeconds(120),
                Duration.ofSeconds(120),
                Duration.ofSeconds(Math.min(MOST_SECONDS, 900 + 60 * gib)),
                Duration.ofSeconds(600));
    }

    private static void check(String name, Duration deadline) {
        Checks.check(
                deadline.getNano() == 0 && deadline.toSeconds() >= 1 && deadline.toSeconds() <= MOST_SECONDS,
                "the deadline " + name + " of " + deadline + " is not 1 to " + MOST_SECONDS + " whole seconds");
    }
}
