package io.etcdbr.kubectl.restore;

import java.time.Duration;

/** How long the API was not there, as seen from here. Times are nanoseconds of one clock. */
final class Outage {
    private long began = -1;
    private long nanos;

    /** Whether this is the beginning of one. */
    boolean gone(long now) {
        if (began >= 0) {
            return false;
        }
        began = now;
        return true;
    }

    /** Whether this is the end of one. */
    boolean back(long now) {
        if (began < 0) {
            return false;
        }
        nanos += now - began;
        began = -1;
        return true;
    }

    boolean underWay() {
        return began >= 0;
    }

    /** All of it, up to now. */
    Duration length(long now) {
        return Duration.ofNanos(nanos + (began >= 0 ? now - began : 0));
    }
}
