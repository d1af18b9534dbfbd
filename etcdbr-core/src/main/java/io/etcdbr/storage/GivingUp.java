package io.etcdbr.storage;

import java.time.Duration;

/**
 * The wait of an {@link ObjectWriter#abort} until what was sent is removed. An interrupt does not shorten it: the thread that aborts is
 * often the one that an interrupt has just told to stop, and who stops it may do so twice.
 */
public final class GivingUp {
    /** How long one look at the clock is apart from the next. */
    private static final Duration STEP = Duration.ofMillis(100);

    /** A step may take so much longer on a machine that is busy. */
    private static final Duration LATE = Duration.ofMillis(500);

    private GivingUp() {}

    /**
     * Runs {@code work} on a thread of its own and waits for it, but not for long: a store that hangs must not keep the process from
     * ending. An interrupt before or meanwhile is kept for later. Time in which this process was stopped, or its whole machine, does not
     * count: nothing was tried in it.
     *
     * @param name of the thread
     * @return whether it was done in time; if not it goes on
     */
    public static boolean within(Duration patience, String name, Runnable work) {
        Thread thread = Thread.ofPlatform().daemon().name(name).start(work);
        long left = patience.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                long step = Math.min(STEP.toNanos(), Math.max(0, left));
                long begin = System.nanoTime();
                try {
                    if (thread.join(Duration.ofNanos(step))) {
                        return true;
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                }
                long passed = System.nanoTime() - begin;
                if (left <= 0) {
                    return !thread.isAlive();
                }
                left -= passed < step + LATE.toNanos() ? passed : step;
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
