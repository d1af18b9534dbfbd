package io.etcdbr.kubectl.restore;

import io.etcdbr.members.MembersReport;
import io.etcdbr.restore.plan.RestorePlan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How a restore ended, or how it is now for whoever looks once.
 *
 * @param nodes the last that was seen of each
 * @param notSeen nodes that could not be looked at, and why; the others have ended, or are stuck
 * @param outage how long the API did not answer, seen from here
 * @param etcd what the members say now; empty if they could not be asked
 */
public record RestoreEnd(
        Map<String, NodeStatus> nodes, Map<String, String> notSeen, Duration outage, Optional<MembersReport> etcd) {
    public RestoreEnd {
        nodes = new TreeMap<>(nodes);
        notSeen = new TreeMap<>(notSeen);
    }

    /** As it lies on a node; empty if it can be read on none. */
    public Optional<RestorePlan> plan() {
        return nodes.values().stream().flatMap(status -> status.plan().stream()).findFirst();
    }

    public boolean restored() {
        return !nodes.isEmpty() && nodes.values().stream().allMatch(NodeStatus::restored);
    }

    /** Whether there was no GO: the nodes waited for it in vain. */
    public boolean disarmed() {
        return !nodes.isEmpty()
                && nodes.values().stream().allMatch(status -> status.state().equals("Disarmed"));
    }

    /** Whether it was taken back, though a node that never saw GO may still wait for it: it can no longer come to anything. */
    public boolean undone() {
        return RestoresOnNodes.undone(nodes.values());
    }

    public boolean stuck() {
        return nodes.values().stream().anyMatch(NodeStatus::stuck) || mixed();
    }

    /** Whether some nodes have the restored data and others the old, which only people can bring about. */
    public boolean mixed() {
        return !on(true).isEmpty() && !on(false).isEmpty();
    }

    /** The nodes that have ended with the restored data, or with the old. */
    public List<String> on(boolean restored) {
        return nodes.values().stream()
                .filter(status -> status.ended() && status.restored() == restored)
                .map(NodeStatus::node)
                .toList();
    }
}
