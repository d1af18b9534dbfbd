package io.etcdbr.kubectl.command;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.error.Failure;
import io.etcdbr.kubectl.cluster.Cluster;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Waits for an API that does not answer, as in the middle of a restore. */
record ApiWait(Cluster cluster, Duration patience) {
    private static final Duration PAUSE = Duration.ofMillis(500);

    /**
     * Returns when it answers, or patience is over.
     *
     * @param told each cause why it does not, once
     * @return why it still does not; empty if it does
     */
    Optional<Failure> run(Cancellation cancellation, Consumer<Failure> told) {
        long end = System.nanoTime() + patience.toNanos();
        Set<String> causes = new HashSet<>();
        while (true) {
            Optional<Failure> silence = cluster.notReady();
            if (silence.isEmpty() || System.nanoTime() - end >= 0) {
                return silence;
            }
            silence.filter(failure -> causes.add(failure.problem())).ifPresent(told);
            cancellation.pause(PAUSE);
        }
    }
}
