package io.etcdbr.storage;

import io.etcdbr.cancellation.TimeLeft;
import java.time.Duration;

/**
 * The wait of an {@link ObjectWriter#abort} until what was sent is removed. An interrupt does not shorten it: the thread that aborts is
 * often the one that an interrupt has just told to stop, and who stops it may do so twice.
 */
public final class GivingUp {
    /** For all of it. Kubernetes kills what has not ended after 30 s; people who will not wait say Ctrl-C again. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

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
        TimeLeft left = new TimeLeft(patience);
        boolean interrupted = false;
        try {
            while (true) {
                Duration step = left.next();
                try {
                    if (thread.join(step)) {
                        return true;
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                }
                if (step.isZero()) {
                    return !thread.isAlive();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
