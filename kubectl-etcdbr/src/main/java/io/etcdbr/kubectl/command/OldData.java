package io.etcdbr.kubectl.command;

import io.etcdbr.kubectl.restore.NodeStatus;
import io.etcdbr.kubectl.restore.RestoreEnd;
import io.etcdbr.restore.plan.Participant;
import io.etcdbr.restore.plan.RestorePlan;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where the data from before a restore lies, and how long it is to be kept. A node that has not ended, or was not seen, may have it in
 * place or in either folder: of that one no place is named.
 *
 * @param now what counts if no node tells when it was restored
 */
record OldData(RestorePlan plan, RestoreEnd end, Instant now) {

    /** Whether it was set aside anywhere, as far as that can be told. */
    boolean isAside() {
        return !end.on(true).isEmpty() || end.stuck();
    }

    /** By node, where that is known. */
    Map<String, String> places() {
        Map<String, String> places = new TreeMap<>();
        plan.participants().stream()
                .filter(participant -> end.on(true).contains(participant.node()))
                .forEach(participant -> places.put(participant.node(), folder(participant) + "old"));
        return places;
    }

    /** The day before which it is not to be removed. */
    LocalDate keepUntil() {
        return PlanText.keepUntil(
                end.nodes().values().stream()
                        .filter(NodeStatus::restored)
                        .flatMap(status -> status.since().stream())
                        .max(Comparator.naturalOrder())
                        .orElse(now),
                plan);
    }

    /** For people. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(isAside() ? "The data from before" : "What is left");
        List<String> unknown = new ArrayList<>();
        for (Participant participant : plan.participants()) {
            Optional<NodeStatus> status =
                    Optional.ofNullable(end.nodes().get(participant.node())).filter(OldData::isSettled);
            if (status.isEmpty()) {
                unknown.add(participant.node());
            }
            lines.add("  " + participant.node() + ": "
                    + status.map(node ->
                                    folder(participant) + (node.restored() ? "old" : "new (the restored data, unused)"))
                            .orElse("not known, since it is not known to have ended there"));
        }
        if (end.restored() && unknown.isEmpty()) {
            lines.add("  To go back to it say: kubectl etcdbr restore rollback " + plan.id());
        }
        lines.add("  Nothing removes it by itself" + (isAside() ? "; keep it at least until " + keepUntil() : "")
                + next(unknown));
        return lines;
    }

    private String next(List<String> unknown) {
        if (!unknown.isEmpty()) {
            return ". See how it is on " + String.join(", ", unknown) + " first: /etc/kubernetes/etcdbr/" + plan.id()
                    + "/etcdbr-node status";
        }
        boolean waits = end.nodes().values().stream().anyMatch(status -> !status.ended());
        return (isAside() ? ", and then" : ":") + " say: kubectl etcdbr restore "
                + (end.disarmed() || waits ? "rollback " : "clean ") + plan.id();
    }

    private String folder(Participant participant) {
        return participant.dataDir() + "/.etcdbr/" + plan.id() + "/";
    }

    private static boolean isSettled(NodeStatus status) {
        return status.ended() || status.beforeGo();
    }
}
