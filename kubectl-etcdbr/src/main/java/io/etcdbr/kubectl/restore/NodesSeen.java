package io.etcdbr.kubectl.restore;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.kubectl.stager.Stager;
import io.etcdbr.kubectl.stager.Stagers;
import io.etcdbr.restore.plan.RestoreId;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * What one look at the nodes of a restore showed.
 *
 * @param nodes what those say that were heard
 * @param notSeen the others, and why, a clause
 */
record NodesSeen(Map<String, NodeStatus> nodes, Map<String, String> notSeen) {

    /**
     * Asks those through their pods that were not heard otherwise. One node that cannot be asked is no reason not to hear the others: it may
     * have joined after the backup, and then the restored cluster does not know it, though its kubelet may still run the pod.
     *
     * @param of the nodes of the restore
     * @throws EtcdbrException if no node is heard, and why
     */
    static NodesSeen through(
            Stagers pods,
            RestoreId id,
            Collection<String> of,
            Map<String, NodeStatus> heard,
            Cancellation cancellation) {
        if (heard.isEmpty()) {
            RestoresOnNodes.requireAny(pods);
        }
        Map<String, NodeStatus> now = new ConcurrentSkipListMap<>(heard);
        Map<String, Failure> unasked = new ConcurrentSkipListMap<>();
        Each.of(
                pods.running().values().stream()
                        .filter(stager -> !heard.containsKey(stager.node()))
                        .toList(),
                (Stager stager) -> {
                    try {
                        // One that is refused is asked again with the next look, and meanwhile the others are heard.
                        new NodeProgram(stager.once()).status(id).ifPresent(status -> now.put(stager.node(), status));
                    } catch (EtcdbrException e) {
                        cancellation.check();
                        unasked.put(stager.node(), e.failure());
                    }
                });
        if (now.isEmpty() && !unasked.isEmpty()) {
            throw new EtcdbrException(unasked.values().iterator().next());
        }
        if (now.isEmpty()) {
            throw new EtcdbrException(
                    ExitCode.NOT_FOUND,
                    "none of " + String.join(", ", pods.running().keySet()) + " knows this restore any more",
                    "");
        }
        Map<String, String> notSeen = new TreeMap<>();
        of.stream()
                .filter(node -> !now.containsKey(node))
                .forEach(node -> notSeen.put(node, RestoresOnNodes.whyNotSeen(pods, node)));
        unasked.forEach((node, why) -> notSeen.put(node, why.problem()));
        return new NodesSeen(now, notSeen);
    }

    /** Whether there is nothing more to see on those that were heard. */
    boolean haveEnded() {
        return nodes.values().stream().allMatch(status -> status.ended() || status.stuck())
                || RestoresOnNodes.undone(nodes.values());
    }

    /** What is waited for, for people. */
    String waitingFor() {
        return nodes.values().stream()
                        .filter(status -> !status.ended())
                        .findFirst()
                        .map(status -> status.node() + ": " + status.doing()
                                + (status.trouble().isEmpty() ? "" : "; " + status.trouble()))
                        .orElse("waiting for all nodes")
                + notSeen.entrySet().stream()
                        .findFirst()
                        .map(node -> "; " + node.getKey() + " cannot be looked at: " + node.getValue())
                        .orElse("");
    }
}
