package io.etcdbr.storage.decorate;

import io.etcdbr.log.LogKeys;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreLocation;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The attempts at one operation. */
final class Attempts {
    private static final Logger LOGGER = LoggerFactory.getLogger(RetryingStore.class);

    private final RetryPolicy policy;
    private final Pause pause;
    private final StoreLocation location;
    private final String what;
    private int made;
    private long firstFailure;

    Attempts(RetryPolicy policy, Pause pause, StoreLocation location, String what) {
        this.policy = policy;
        this.pause = pause;
        this.location = location;
        this.what = what;
    }

    /** There was progress: what fails from now on is a new failure. */
    void progressed() {
        made = 0;
    }

    /** Returns after a pause if {@code failure} is worth another attempt, and throws it otherwise. */
    void pauseAfter(StoreException failure) throws StoreException {
        if (made == 0) {
            firstFailure = pause.nanoTime();
        }
        made++;
        Duration wait = policy.pauseAfter(made, ThreadLocalRandom.current());
        long passed = pause.nanoTime() - firstFailure;
        if (!failure.isTransient()
                || made >= policy.attempts()
                || passed + wait.toNanos() > policy.total().toNanos()) {
            throw failure;
        }
        LOGGER.atInfo()
                .addKeyValue(LogKeys.STORE, location)
                .addKeyValue(LogKeys.PHASE, what)
                .addKeyValue(LogKeys.ATTEMPT, made)
                .addKeyValue(LogKeys.NEXT, wait)
                .addKeyValue(LogKeys.ERROR, failure.getMessage())
                .log("store failed for the moment, trying again");
        try {
            pause.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failure.addSuppressed(e);
            throw failure;
        }
    }
}
