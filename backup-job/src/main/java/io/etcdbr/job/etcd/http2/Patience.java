package io.etcdbr.job.etcd.http2;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long silence is borne. Time-outs follow progress: a transfer may take hours as long as bytes come.
 *
 * @param pingAfter silence after which the peer is asked whether it lives; etcd takes less than 5 s for an attack
 *     ("too_many_pings") and hangs up
 * @param pingAnswer how long the answer may take before the peer counts as dead
 * @param idle silence of the data, answered pings or not, after which the transfer has failed
 * @param nanos the clock by which silence is measured, as {@link System#nanoTime}
 */
public record Patience(Duration pingAfter, Duration pingAnswer, Duration idle, LongSupplier nanos) {

    public Patience(Duration pingAfter, Duration pingAnswer, Duration idle) {
        this(pingAfter, pingAnswer, idle, System::nanoTime);
    }

    /** Pings after 10 s of silence, waits 10 s for the answer. */
    public static Patience within(Duration idle) {
        return new Patience(Duration.ofSeconds(10), Duration.ofSeconds(10), idle);
    }
}
