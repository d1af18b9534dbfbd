package io.etcdbr.kubectl.command;

import io.etcdbr.command.Invocation;
import io.etcdbr.command.Outcome;
import io.etcdbr.config.Settings;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.restore.NodeStatus;
import io.etcdbr.kubectl.restore.RestoreEnd;
import io.etcdbr.kubectl.restore.Restoring;
import io.etcdbr.kubectl.stager.Reach;
import io.etcdbr.restore.RecoveryStep;
import io.etcdbr.restore.plan.RestoreId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the verbs of a restore have in common. */
final class RestoreOptions {
    private RestoreOptions() {}

    /** For what is on the nodes already. */
    static Restoring.Pods pods(Cluster cluster, ClusterOptions options) {
        return pods(cluster, options, Reach.NODE);
    }

    static Restoring.Pods pods(Cluster cluster, ClusterOptions options, Reach reach) {
        return Restoring.Pods.of(cluster, options.namespace(), options.cronJob(), reach, options.podTimeout());
    }

    /** The restore that an argument names. */
    static Optional<RestoreId> id(Settings settings, Invocation call) {
        Optional<RestoreId> id = call.argument().flatMap(RestoreId::parse);
        if (call.argument().isPresent() && id.isEmpty()) {
            settings.mistake(
                    "'" + call.argument().get() + "' is not the id of a restore, such as r20261120t143005-7f3a9c");
        }
        return id;
    }

    /** What is to be told of nodes that could not be reached, such as "and it is still there". */
    static List<Failure> unreached(Map<String, String> notSeen, String left, String remedy) {
        return notSeen.entrySet().stream()
                .map(node -> new Failure(
                        ExitCode.KUBERNETES_UNREACHABLE,
                        "node " + node.getKey() + " could not be reached" + left + ": " + node.getValue(),
                        remedy))
                .toList();
    }

    /**
     * The end after a signal: what became of the restore says more than that there was one.
     *
     * @throws EtcdbrException what was thrown, if there was no signal
     */
    static Outcome stopped(Invocation call, EtcdbrException thrown, String problem, String remedy) {
        Failure reason = call.cancellation().reason().orElseThrow(() -> thrown);
        return new Outcome(List.of(new Failure(reason.code(), problem, remedy)), "Stopped.", Map.of());
    }

    private static Failure stuck(RestoreId id, NodeStatus node) {
        String folder = "/etc/kubernetes/etcdbr/" + id;
        String waits = "restore " + id + " waits for a person on " + node.node() + ": ";
        if (!node.isLeftToAPerson()) {
            return new Failure(
                    ExitCode.STUCK,
                    waits + node.why(),
                    "Look at docs/restore.md under Stuck, then say on that node: " + folder + "/etcdbr-node resume "
                            + id + ", or rollback");
        }
        RecoveryStep step = node.recovering().orElseThrow();
        return new Failure(
                ExitCode.STUCK,
                waits + step.words() + ", in state " + node.state(),
                (step == RecoveryStep.MOVING ? "Run " + folder + "/RECOVER.sh on that node to its end. " : "")
                        + "Once the old cluster serves, say on one such node after another: " + folder
                        + "/etcdbr-node rollback " + id);
    }

    /** What kept a restore that has ended from being one. */
    static Optional<Failure> failure(RestoreId id, RestoreEnd end) {
        if (end.restored()) {
            return Optional.empty();
        }
        Optional<NodeStatus> stuck =
                end.nodes().values().stream().filter(NodeStatus::stuck).findFirst();
        if (stuck.isPresent()) {
            return Optional.of(stuck(id, stuck.get()));
        }
        if (end.mixed()) {
            return Optional.of(new DifferentEnds(id, end).failure());
        }
        if (end.disarmed()) {
            return Optional.of(new Failure(
                    ExitCode.REFUSED,
                    "restore " + id + " got no GO in time, and its nodes have disarmed; nothing was changed",
                    "Give GO with 'kubectl etcdbr restore --continue " + id
                            + "', or remove what is staged with 'kubectl etcdbr restore rollback " + id + "'"));
        }
        String waiting = end.nodes().values().stream()
                .filter(status -> !status.ended())
                .map(NodeStatus::node)
                .collect(Collectors.joining(", "));
        String why = end.nodes().values().stream()
                .filter(status -> !status.why().isEmpty())
                .findFirst()
                .map(status -> ": " + status.node() + ": " + status.why())
                .orElse("");
        return Optional.of(new Failure(
                ExitCode.UNDONE,
                "restore " + id + " was taken back, and the cluster is the one from before" + why
                        + end.notSeen().entrySet().stream()
                                .map(node -> "; node " + node.getKey() + " could not be looked at: " + node.getValue())
                                .collect(Collectors.joining()),
                waiting.isEmpty()
                        ? "Mend the cause and try again; what is left of it goes with 'kubectl etcdbr restore clean "
                                + id + "'"
                        : "Give it up on " + waiting
                                + " too, which never saw GO, with 'kubectl etcdbr restore rollback " + id
                                + "'; then mend the cause and try again"));
    }
}
