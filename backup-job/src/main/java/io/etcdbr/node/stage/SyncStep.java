package io.etcdbr.node.stage;

import java.time.Duration;

/**
 * How much is written before it is forced to the disk. Etcd's own writes, which it waits for, stand in the queue behind it: so a force is
 * to take a tenth of a second, far from the second that an election needs, whatever the disk. Each force has a price of its own, in
 * the file system's journal: in steps of 8 MiB a disk that takes 800 MB/s took 150.
 */
final class SyncStep {
    private static final long LEAST = 4L << 20;
    private static final long MOST = 64L << 20;
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final Duration LONG = Duration.ofMillis(200);

    private long bytes = 2 * LEAST;

    long bytes() {
        return bytes;
    }

    /** Takes note of how long the last force took. */
    void took(Duration force) {
        if (force.compareTo(SHORT) < 0) {
            bytes = Math.min(MOST, bytes * 2);
        } else if (force.compareTo(LONG) > 0) {
            bytes = Math.max(LEAST, bytes / 2);
        }
    }
}
