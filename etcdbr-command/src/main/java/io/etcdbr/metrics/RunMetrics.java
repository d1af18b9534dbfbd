package io.etcdbr.metrics;

import io.etcdbr.error.ExitCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run has to say in numbers. A family that is not mentioned keeps the value it had: a failed run says nothing of the
 * last success, so that does not vanish.
 */
public final class RunMetrics {
    private final String cluster;
    private final List<Sample> samples = new ArrayList<>();

    /**
     * @param cluster the cluster's name, a label of every metric
     */
    public RunMetrics(String cluster) {
        this.cluster = cluster;
    }

    /** How the run ended. */
    public RunMetrics attempt(Instant end, ExitCode code) {
        add(Family.LAST_ATTEMPT_TIMESTAMP_SECONDS, seconds(end));
        add(Family.LAST_ATTEMPT_EXIT_CODE, code.number());
        return this;
    }

    /** A backup that at least one store has. */
    public RunMetrics backup(Instant finished, long revision, long plainSize, long storedSize) {
        add(Family.LAST_SUCCESS_TIMESTAMP_SECONDS, seconds(finished));
        add(Family.REVISION, revision);
        add(Family.PLAIN_SIZE_BYTES, plainSize);
        add(Family.STORED_SIZE_BYTES, storedSize);
        return this;
    }

    /** One phase of a backup. */
    public RunMetrics phase(String name, Duration duration) {
        add(Family.PHASE_DURATION_SECONDS, Map.of("phase", name), duration.toMillis() / 1000.0);
        return this;
    }

    /** Whether one store has the backup. */
    public RunMetrics store(String location, boolean success) {
        add(Family.STORE_SUCCESS, Map.of("store", location), success ? 1 : 0);
        return this;
    }

    /** A backup that was read back and found sound. */
    public RunMetrics verified(Instant at, long revision) {
        add(Family.LAST_VERIFIED_TIMESTAMP_SECONDS, seconds(at));
        add(Family.LAST_VERIFIED_REVISION, revision);
        return this;
    }

    public boolean isEmpty() {
        return samples.isEmpty();
    }

    String cluster() {
        return cluster;
    }

    List<Sample> samples() {
        return List.copyOf(samples);
    }

    private void add(Family family, double value) {
        add(family, Map.of(), value);
    }

    private void add(Family family, Map<String, String> labels, double value) {
        Map<String, String> all = new TreeMap<>(labels);
        all.put("cluster", cluster);
        samples.add(Sample.of(family, all, value));
    }

    private static double seconds(Instant time) {
        return time.toEpochMilli() / 1000.0;
    }
}
