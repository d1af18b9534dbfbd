package io.etcdbr.kubectl.command;

import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.kubectl.restore.RestoreEnd;
import io.etcdbr.restore.plan.AbsentMember;
import io.etcdbr.restore.plan.RestoreId;
import io.etcdbr.restore.plan.RestorePlan;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What to do where some nodes ended with the restored data and others with that from before: {@code docs/restore.md}, section 4. */
record DifferentEnds(RestoreId id, RestoreEnd end) {
    /** One that runs on may be served again, or join a quorum. */
    private static final String SEEN_GONE = "see both processes gone, which kubelet does not always end";

    Failure failure() {
        List<String> restored = end.on(true);
        List<String> old = end.on(false);
        Optional<RestorePlan> plan = end.plan();
        List<AbsentMember> absent = plan.map(RestorePlan::absent).orElse(List.of());
        Set<String> nodes = new TreeSet<>(end.nodes().keySet());
        nodes.addAll(end.notSeen().keySet());
        plan.ifPresent(known -> nodes.addAll(known.nodes()));
        int majorityBefore = RestorePlan.majority(nodes.size() + absent.size());
        if (restored.size() >= RestorePlan.majority(nodes.size())) {
            return joined(old);
        }
        if (old.size() >= majorityBefore) {
            return joined(restored);
        }
        String others = nodes.stream()
                .filter(node -> !restored.contains(node) && !old.contains(node))
                .collect(Collectors.joining(", "));
        if (!others.isEmpty()) {
            return failure(
                    "which of them is the cluster is not known without " + others,
                    "Stop none before you know how it ended on " + others + ", and say there: /etc/kubernetes/etcdbr/"
                            + id + "/etcdbr-node status; docs/restore.md, section 4");
        }
        String backOnAll = "Go back on all of them, which forgets what was written since the decision: on "
                + String.join(", ", nodes) + " say /etc/kubernetes/etcdbr/" + id
                + "/RECOVER.sh --force-time-travel, and then etcdbr-node rollback on one after another";
        String absentOn = old.size() + absent.size() < majorityBefore
                ? ""
                : "; or take the manifests away on " + String.join(", ", restored) + ", " + SEEN_GONE
                        + ", and only then let "
                        + absent.stream().map(AbsentMember::node).collect(Collectors.joining(", "))
                        + " run again with the data from before";
        return failure(
                "neither is a quorum, so there is no cluster", backOnAll + absentOn + ": docs/restore.md, section 4");
    }

    private Failure joined(List<String> fewer) {
        return failure(
                "both will not become one cluster by themselves",
                "Move etcd.yaml and kube-apiserver.yaml out of kubelet's folder on " + String.join(", ", fewer)
                        + " now, " + SEEN_GONE
                        + ", then join the members there to the others: docs/restore.md, section 4");
    }

    private Failure failure(String consequence, String remedy) {
        return new Failure(
                ExitCode.STUCK,
                "restore " + id + " ended with the restored data on " + String.join(", ", end.on(true))
                        + " and with the data from before on " + String.join(", ", end.on(false)) + "; " + consequence,
                remedy);
    }
}
