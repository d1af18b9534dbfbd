package io.etcdbr.kubectl.operation;

import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.kubectl.cluster.KubeObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Why a pod does not run. */
final class PodTrouble {
    private static final Set<String> NO_IMAGE =
            Set.of("ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull", "InvalidImageName", "ImageInspectError");

    private static final Set<String> NO_CONTAINER =
            Set.of("CreateContainerConfigError", "CreateContainerError", "RunContainerError", "CrashLoopBackOff");

    /** What kubelet says in the first moments after its start ({@code kubelet_pods.go}, {@code manager_cache_based.go}); it tries again. */
    private static final List<String> NOT_YET = List.of("have not yet been read", "failed to sync");

    private PodTrouble() {}

    /** What will not get better by waiting. */
    static Optional<Failure> lasting(KubeObject pod) {
        String name = "pod " + pod.name();
        for (KubeObject status : pod.parts("status", "containerStatuses")) {
            String reason = status.text("state", "waiting", "reason").orElse("");
            String message = status.text("state", "waiting", "message").orElse(reason);
            if (NO_IMAGE.contains(reason)) {
                return Optional.of(new Failure(
                        ExitCode.KUBERNETES_MISSING,
                        name + " cannot start: its node has no image "
                                + status.text("image").orElse("") + " (" + reason + ": " + message + ")",
                        "Push the image to where nodes pull from, or import it on every control-plane node"));
            }
            if (NO_CONTAINER.contains(reason) && NOT_YET.stream().noneMatch(message::contains)) {
                return Optional.of(new Failure(
                        ExitCode.KUBERNETES_MISSING,
                        name + " cannot start: " + reason + ": " + message,
                        "Make what it names, such as a Secret or a ConfigMap, or apply the manifests again"));
            }
        }
        if (pod.text("status", "phase")
                .filter(phase -> phase.equals("Failed") || phase.equals("Succeeded"))
                .isPresent()) {
            return Optional.of(ended(pod, name));
        }
        return Optional.empty();
    }

    private static Failure ended(KubeObject pod, String name) {
        String reason = pod.text("status", "reason").orElse("");
        // Evicted, DeadlineExceeded, or why kubelet did not take it, such as OutOfcpu.
        if (!reason.isEmpty()) {
            return new Failure(
                    ExitCode.KUBERNETES_UNREACHABLE,
                    name + " was ended by Kubernetes: " + reason + ": "
                            + pod.text("status", "message").orElse("no message"),
                    "Try again; if it stays so, look at the node "
                            + pod.text("spec", "nodeName").orElse(""));
        }
        List<KubeObject> statuses = pod.parts("status", "containerStatuses");
        String how = statuses.isEmpty()
                ? "without a container"
                : statuses.getFirst().text("state", "terminated", "reason").orElse("without a reason")
                        + ", exit code "
                        + statuses.getFirst()
                                .number("state", "terminated", "exitCode")
                                .orElse(-1);
        return new Failure(
                ExitCode.KUBERNETES_UNREACHABLE,
                name + " ended before it could be used (" + how + ")",
                "Look at 'kubectl logs' and 'kubectl describe' of it, and whether its image is etcdbr-job of this version");
    }

    /** What may get better, as a clause. */
    static String passing(KubeObject pod) {
        for (KubeObject condition : pod.parts("status", "conditions")) {
            if (condition.text("type").filter("PodScheduled"::equals).isPresent()
                    && condition.text("status").filter("False"::equals).isPresent()) {
                return "no node takes it (" + condition.text("message").orElse("no message") + ")";
            }
        }
        for (KubeObject status : pod.parts("status", "containerStatuses")) {
            Optional<String> reason = status.text("state", "waiting", "reason");
            if (reason.isPresent()) {
                return "it is still at " + reason.get() + " on node "
                        + pod.text("spec", "nodeName").orElse("?")
                        + status.text("state", "waiting", "message")
                                .map(text -> " (" + text + ")")
                                .orElse("");
            }
        }
        return "it is still " + pod.text("status", "phase").orElse("unknown")
                + pod.text("spec", "nodeName").map(node -> " on node " + node).orElse("");
    }

    static boolean isRunning(KubeObject pod) {
        List<KubeObject> statuses = pod.parts("status", "containerStatuses");
        return !statuses.isEmpty()
                && statuses.stream()
                        .allMatch(status ->
                                status.text("state", "running", "startedAt").isPresent());
    }
}
