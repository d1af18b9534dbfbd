package io.etcdbr.node.execute;

import java.time.Duration;
import java.util.Optional;

/** Asks the node's own API server. */
public interface ApiProbe {
    /** Between two questions. */
    Duration PAUSE = Duration.ofMillis(100);

    /** Why it is not ready, as a part of a sentence; empty if it is. */
    Optional<String> notReady() throws InterruptedException;

    /** What was read through it once it was ready: a sentence. Nothing depends on it. */
    Optional<String> evidence() throws InterruptedException;
}
