package io.etcdbr.node.processes;

import java.time.Duration;

/**
 * How long a process is left alone. Kubelet gets a moment to notice that the manifest is gone and to end the pod itself: a process
 * that we end before is started again, and kubelet waits longer each time it has to.
 *
 * @param terminateAfter when it gets SIGTERM
 * @param killAfter when it gets SIGKILL, and again at every look
 * @param quiet how long all must have been gone for it to count
 */
public record Escalation(Duration terminateAfter, Duration killAfter, Duration quiet) {

    /** For what holds no data: no SIGTERM of ours, and a hard end at once. */
    public static final Escalation HARD =
            new Escalation(Duration.ofDays(1), Duration.ofMillis(500), Duration.ofMillis(100));

    /**
     * For etcd: 3 seconds to close its files. A leader that ends while the others end too tries 7 seconds long to hand over its lead
     * (etcd, {@code TryLeadershipTransferOnShutdown}); its files survive a kill, and no client has written since the gate.
     */
    public static final Escalation GENTLE =
            new Escalation(Duration.ofSeconds(1), Duration.ofSeconds(4), Duration.ofMillis(100));
}
