package io.etcdbr.testing;

import java.time.Duration;

/** Threads that wait for others, so that a test can go on when one does. */
public final class Waiting {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** What a thread passes by on its way ends sooner. */
    private static final Duration STAYING = Duration.ofMillis(50);

    private Waiting() {}

    /** Returns once {@code thread} waits and does not go on. */
    public static void await(Thread thread) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        long since = System.nanoTime();
        while (System.nanoTime() - since < STAYING.toNanos()) {
            if (!isWaiting(thread)) {
                since = System.nanoTime();
            }
            if (System.nanoTime() > end || !thread.isAlive()) {
                throw new AssertionError(thread + " does not wait but is " + thread.getState());
            }
            Thread.sleep(1);
        }
    }

    private static boolean isWaiting(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }
}
