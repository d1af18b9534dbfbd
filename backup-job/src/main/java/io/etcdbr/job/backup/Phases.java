package io.etcdbr.job.backup;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** Measures phases; one that runs again adds up. Used by one thread. */
final class Phases {
    private final Map<Phase, Duration> durations = new EnumMap<>(Phase.class);

    /** Runs from now until it is closed. */
    final class Running implements AutoCloseable {
        private final Phase phase;
        private final long start = System.nanoTime();

        private Running(Phase phase) {
            this.phase = phase;
        }

        @Override
        public void close() {
            durations.merge(phase, Duration.ofNanos(System.nanoTime() - start), Duration::plus);
        }
    }

    Running begin(Phase phase) {
        return new Running(phase);
    }

    Map<Phase, Duration> durations() {
        return Map.copyOf(durations);
    }
}
