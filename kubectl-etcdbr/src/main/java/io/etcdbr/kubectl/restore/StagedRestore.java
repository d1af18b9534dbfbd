package io.etcdbr.kubectl.restore;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.kubectl.stager.Stagers;
import io.etcdbr.restore.plan.RestoreId;
import io.etcdbr.restore.plan.RestorePlan;
import java.util.List;
import java.util.stream.Collectors;

/** A restore that was staged earlier and has had no GO. */
record StagedRestore(Stagers stagers, RestoreId id) {
    /**
     * The plan that all its nodes have.
     *
     * @throws EtcdbrException {@link ExitCode#NOT_FOUND} if there is none, {@link ExitCode#REFUSED} if not all its nodes are ready,
     *     {@link ExitCode#KUBERNETES_UNREACHABLE} if a node cannot be asked
     */
    RestorePlan plan() {
        RestoresOnNodes.requireAny(stagers);
        List<NodeStatus> found = stagers.running().values().stream()
                .flatMap(stager -> new NodeProgram(stager).status(id).stream())
                .toList();
        List<RestorePlan> plans = found.stream()
                .flatMap(status -> status.plan().stream())
                .distinct()
                .toList();
        if (plans.isEmpty()) {
            stagers.missing().keySet().stream().findFirst().ifPresent(node -> {
                throw notSeen(node);
            });
        }
        if (plans.size() != 1) {
            throw new EtcdbrException(
                    ExitCode.NOT_FOUND,
                    "restore " + id + (plans.isEmpty() ? " is on no node" : " has different plans on the nodes"),
                    "See 'kubectl etcdbr restore status' for those that are there");
        }
        RestorePlan plan = plans.getFirst();
        plan.nodes().stream()
                .filter(node -> stagers.on(node).isEmpty())
                .findFirst()
                .ifPresent(node -> {
                    throw notSeen(node);
                });
        List<String> ready =
                found.stream().filter(NodeStatus::staged).map(NodeStatus::node).toList();
        if (!ready.containsAll(plan.nodes())) {
            throw new EtcdbrException(
                    ExitCode.REFUSED,
                    "restore " + id + " is not staged on all its nodes: "
                            + found.stream()
                                    .map(status -> status.node() + " " + status.state())
                                    .collect(Collectors.joining(", "))
                            + plan.nodes().stream()
                                    .filter(node -> found.stream()
                                            .noneMatch(status -> status.node().equals(node)))
                                    .map(node -> ", nothing known of " + node)
                                    .collect(Collectors.joining()),
                    "Remove it with 'kubectl etcdbr restore rollback " + id + "' and begin anew");
        }
        return plan;
    }

    private EtcdbrException notSeen(String node) {
        return new EtcdbrException(
                ExitCode.KUBERNETES_UNREACHABLE,
                "restore " + id + " does not go on: node " + node + " could not be looked at: "
                        + RestoresOnNodes.whyNotSeen(stagers, node) + "; what is staged stays",
                "Try again once a pod starts there, or remove what is staged with 'kubectl etcdbr restore rollback "
                        + id + "'");
    }
}
