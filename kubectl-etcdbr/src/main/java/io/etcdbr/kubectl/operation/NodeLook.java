package io.etcdbr.kubectl.operation;

import io.etcdbr.kubectl.cluster.KubeObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What {@code etcdbr-job check} said of a node.
 *
 * @param node empty where it is not known which
 * @param asked when, by the clock here
 * @param heard when, by the clock here
 */
record NodeLook(String node, Instant asked, Instant heard, KubeObject report) {

    /**
     * How far a node's clock is ahead of the one here, at least and at most: it was read at some moment between question and answer, which
     * may be far apart.
     */
    record Ahead(Duration least, Duration most) {}

    /** Empty if it did not say what time it was. */
    Optional<Ahead> ahead() {
        return report.time("time").map(time -> new Ahead(Duration.between(heard, time), Duration.between(asked, time)));
    }
}
