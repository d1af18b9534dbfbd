package io.etcdbr.kubectl.operation;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.cluster.Kind;
import io.etcdbr.kubectl.cluster.KubeObject;
import java.time.Duration;
import java.util.Optional;

/** The time from making a pod to its running. */
public record PodStart(Cluster cluster, String namespace, String pod) {
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
                                + " s: " + PodTrouble.passing(now) + lastEvent(),
                        "Look at the control-plane nodes, or read a store directly with --store URL"));
            }
            pause();
        }
    }

    private String lastEvent() {
        try {
            return cluster.list(Kind.EVENT, Optional.of(namespace), "").stream()
                    .filter(event -> event.text("involvedObject", "name")
                                    .filter(pod::equals)
                                    .isPresent()
                            && event.text("type").filter("Warning"::equals).isPresent())
                    .reduce((_, last) -> last)
                    .flatMap(event -> event.text("message"))
                    .map(text -> "; the last warning: " + text)
                    .orElse("");
        } catch (EtcdbrException e) {
            return "";
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EtcdbrException(ExitCode.INTERRUPTED, "waiting for a pod was interrupted", "");
        }
    }
}
