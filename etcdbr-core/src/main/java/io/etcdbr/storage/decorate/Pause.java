package io.etcdbr.storage.decorate;

import java.time.Duration;

/** Time as retrying sees it, so that tests need not wait. */
public interface Pause {
    Pause REAL = new Pause() {
        @Override
        public void sleep(Duration duration) throws InterruptedException {
            Thread.sleep(duration);
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }
    };

    void sleep(Duration duration) throws InterruptedException;

    /** As {@link System#nanoTime}. */
    long nanoTime();
}
