package io.etcdbr.kubectl.restore;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.kubectl.stager.Stagers;
import io.etcdbr.restore.plan.RestoreId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;

/** The restores of which the nodes know. */
public final class RestoresOnNodes {
    private final Stagers stagers;
    private final Map<String, List<NodeStatus>> byNode;

    private RestoresOnNodes(Stagers stagers, Map<String, List<NodeStatus>> byNode) {
        this.stagers = stagers;
        this.byNode = byNode;
    }

    /** Asks all nodes that have a pod. */
    public static RestoresOnNodes of(Stagers stagers) {
        Map<String, List<NodeStatus>> found = new ConcurrentSkipListMap<>();
        Each.of(stagers.running().values(), stager -> found.put(stager.node(), new NodeProgram(stager).statuses()));
        return new RestoresOnNodes(stagers, new TreeMap<>(found));
    }

    /** The newest first. */
    public List<RestoreId> ids() {
        return byNode.values().stream()
                .flatMap(List::stream)
                .flatMap(status -> RestoreId.parse(status.restore()).stream())
                .distinct()
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    /** How it is on each node. */
    public Map<String, NodeStatus> of(RestoreId id) {
        Map<String, NodeStatus> nodes = new TreeMap<>();
        byNode.forEach((node, all) -> all.stream()
                .filter(status -> status.restore().equals(id.value()))
                .findFirst()
                .ifPresent(status -> nodes.put(node, status)));
        return nodes;
    }

    /** @throws EtcdbrException if no node knows this one, or any, if none is named */
    public RestoreId named(Optional<RestoreId> id) {
        List<RestoreId> all = ids();
        if (id.isEmpty() && !all.isEmpty()) {
            return all.getFirst();
        }
        return id.filter(all::contains)
                .orElseThrow(() -> new EtcdbrException(
                        ExitCode.NOT_FOUND,
                        id.map(named -> "there is no restore " + named + " on ").orElse("there is no restore on ")
                                + String.join(", ", byNode.keySet()),
                        all.isEmpty()
                                ? "See which backups there are: kubectl etcdbr list"
                                : "Known are "
                                        + all.stream().map(RestoreId::value).collect(Collectors.joining(", "))));
    }

    /** Undoes what was staged, on every node that has it. */
    public void discard(RestoreId id) {
        Each.of(
                of(id).keySet(),
                node -> stagers.on(node).map(NodeProgram::new).ifPresent(program -> program.discard(id)));
    }

    /** Removes what the restore left, the data from before with it, on every node that has it. */
    public void clean(RestoreId id) {
        Each.of(
                of(id).keySet(),
                node -> stagers.on(node).map(NodeProgram::new).ifPresent(program -> program.clean(id)));
    }
}
