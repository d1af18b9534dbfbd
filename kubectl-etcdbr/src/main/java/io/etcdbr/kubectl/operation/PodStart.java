package io.etcdbr.kubectl.operation;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.cluster.Kind;
import io.etcdbr.kubectl.cluster.KubeObject;
import java.time.Duration;

/** The time from making a pod to its running. */
public record PodStart(Cluster cluster, String namespace, String pod) {
    static final String LAST_WARNING = "; the last warning: ";

    private static final Duration PAUSE = Duration.ofMillis(60);

    /**
     * Waits until it runs.
     *
     * @param patience how long it may take
     * @throws EtcdbrException that tells why it does not
     */
    public void await(Duration patience, Cancellation cancellation) {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            cancellation.check();
            KubeObject now = cluster.find(Kind.POD, namespace, pod)
                    .orElseThrow(() -> new EtcdbrException(
                            ExitCode.KUBERNETES_UNREACHABLE,
                            "pod " + pod + " was removed by somebody else before it ran",
                            "Try again"));
            if (PodTrouble.isRunning(now)) {
                return;
            }
            PodTrouble.lasting(now).ifPresent(failure -> {
                throw new EtcdbrException(failure);
            });
            if (System.nanoTime() > end) {
                throw new EtcdbrException(new Failure(
                        ExitCode.KUBERNETES_UNREACHABLE,
                        "pod " + pod + " in namespace " + namespace + " did not start within " + patience.toSeconds()
                                + " s: " + PodTrouble.passing(now)
                                + Warnings.last(cluster, namespace, pod)
                                        .map(text -> LAST_WARNING + text)
                                        .orElse(""),
                        "Look at the control-plane nodes, or read a store directly with --store URL"));
            }
            cancellation.pause(PAUSE);
        }
    }
}
