package io.etcdbr.job.etcd.http2;

import java.time.Duration;

/** Watches how long the peer has said nothing while somebody waited for it. */
final class Silence {
    private final Patience patience;
    private long waitingSince;
    private long lastByte;
    private long pingSent;
    private boolean pingUnanswered;

    Silence(Patience patience) {
        this.patience = patience;
        startWaiting();
    }

    /** The time the caller took since its last call is not the peer's silence. */
    void startWaiting() {
        waitingSince = now();
        lastByte = waitingSince;
    }

    /** Anything came. */
    void heard() {
        lastByte = now();
    }

    void pingAnswered() {
        pingUnanswered = false;
    }

    /** Until the next moment at which something has to be done about silence. */
    Duration untilNextStep() {
        Duration untilIdle = patience.idle().minusNanos(now() - waitingSince);
        Duration untilPing = pingUnanswered ? patience.pingAnswer() : patience.pingAfter();
        return untilIdle.compareTo(untilPing) < 0 ? untilIdle : untilPing;
    }

    /**
     * To be called when that moment came.
     *
     * @return whether to send a ping
     * @throws StalledException if silence lasted too long
     */
    boolean pingIsDue() throws StalledException {
        requireData();
        long now = now();
        if (!pingUnanswered && now - lastByte >= patience.pingAfter().toNanos()) {
            pingUnanswered = true;
            pingSent = now;
            return true;
        }
        if (pingUnanswered
                && now - Math.max(pingSent, lastByte) >= patience.pingAnswer().toNanos()) {
            throw new StalledException("it sent no byte for "
                    + Duration.ofNanos(now - lastByte).toSeconds() + " s and does not answer a ping");
        }
        return false;
    }

    /** Pings, settings and empty frames are no progress. */
    void requireData() throws StalledException {
        Duration waited = Duration.ofNanos(now() - waitingSince);
        if (waited.compareTo(patience.idle()) >= 0) {
            throw new StalledException(
                    "it is connected but sent no byte of its answer for " + waited.toSeconds() + " s");
        }
    }

    private long now() {
        return patience.nanos().getAsLong();
    }
}
