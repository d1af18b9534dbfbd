package io.etcdbr.testing;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long something takes, without the time in which this JVM did not get to run: bounds from above must hold on a machine that is
 * busy for others, or stopped for some seconds, too.
 */
public final class RunningTime implements AutoCloseable {
    private static final Duration TICK = Duration.ofMillis(20);

    /** A tick that comes later than this shows that the JVM did not run. */
    private static final Duration LATE = Duration.ofMillis(250);

    private final AtomicLong counted = new AtomicLong();
    private final Thread thread;

    private RunningTime() {
        thread = Thread.ofPlatform().daemon().name("running time").start(this::tick);
    }

    /** Begins to count. */
    public static RunningTime start() {
        return new RunningTime();
    }

    /** The time since the start. */
    public Duration passed() {
        return Duration.ofNanos(counted.get());
    }

    private void tick() {
        try {
            while (true) {
                long begin = System.nanoTime();
                Thread.sleep(TICK);
                long took = System.nanoTime() - begin;
                counted.addAndGet(took < LATE.toNanos() ? took : TICK.toNanos());
            }
        } catch (InterruptedException e) {
            // Nobody wants to know any more.
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
