package io.etcdbr.kubectl.restore;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.kubectl.stager.Stager;
import io.etcdbr.kubectl.stager.Stagers;
import io.etcdbr.restore.plan.RestoreId;
import io.etcdbr.restore.plan.RestorePlan;
import java.util.Collection;
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

    /** Nodes whose pods could not be asked. */
    private final Map<String, Failure> unasked;

    private RestoresOnNodes(Stagers stagers, Map<String, List<NodeStatus>> byNode, Map<String, Failure> unasked) {
        this.stagers = stagers;
        this.byNode = byNode;
        this.unasked = unasked;
    }

    /**
     * Asks all nodes that have a pod.
     *
     * @throws EtcdbrException if there is none on any node, and why; or if one cannot be asked
     */
    public static RestoresOnNodes of(Stagers stagers) {
        requireAny(stagers);
        Map<String, List<NodeStatus>> found = new ConcurrentSkipListMap<>();
        Each.of(stagers.running().values(), stager -> found.put(stager.node(), new NodeProgram(stager).statuses()));
        return new RestoresOnNodes(stagers, new TreeMap<>(found), Map.of());
    }

    /**
     * Asks all nodes that have a pod, for who only looks: one that cannot be asked, as while API servers come back one after the other, is no
     * reason not to hear the others.
     *
     * @throws EtcdbrException if none can be asked, and why
     */
    public static RestoresOnNodes thatAnswer(Stagers stagers, Cancellation cancellation) {
        requireAny(stagers);
        Map<String, List<NodeStatus>> found = new ConcurrentSkipListMap<>();
        Map<String, Failure> unasked = new ConcurrentSkipListMap<>();
        Each.of(stagers.running().values(), (Stager stager) -> {
            try {
                found.put(stager.node(), new NodeProgram(stager).statuses());
            } catch (EtcdbrException e) {
                unasked.put(stager.node(), e.failure());
            }
        });
        cancellation.check();
        if (found.isEmpty()) {
            throw new EtcdbrException(unasked.values().iterator().next());
        }
        return new RestoresOnNodes(stagers, new TreeMap<>(found), new TreeMap<>(unasked));
    }

    /** @throws EtcdbrException why no pod runs, if none does on any node */
    static void requireAny(Stagers stagers) {
        if (stagers.running().isEmpty()) {
            throw stagers.missing().values().stream()
                    .findFirst()
                    .map(EtcdbrException::new)
                    .orElseGet(() -> new EtcdbrException(
                            ExitCode.KUBERNETES_UNREACHABLE, "no pod runs on any control-plane node", "Try again"));
        }
    }

    /** Why a node told nothing of the restore one asked after, a clause. */
    static String whyNotSeen(Stagers stagers, String node) {
        return Optional.ofNullable(stagers.missing().get(node))
                .map(Failure::problem)
                .orElse(
                        stagers.on(node).isPresent()
                                ? "it knows nothing of this restore"
                                : "the cluster knows no such control-plane node");
    }

    /**
     * Those that are under way or stuck, then those before GO, then those that have ended on all nodes that know them; of these the newest
     * first. Ids bear the time of the workstation that made them, which may have been ahead.
     */
    public List<RestoreId> ids() {
        return byNode.values().stream()
                .flatMap(List::stream)
                .flatMap(status -> RestoreId.parse(status.restore()).stream())
                .distinct()
                .sorted(Comparator.comparing(this::progress).thenComparing(Comparator.reverseOrder()))
                .toList();
    }

    /** Those that have not ended on some node. */
    public List<RestoreId> unended() {
        return ids().stream().filter(id -> progress(id) != Progress.ENDED).toList();
    }

    private Progress progress(RestoreId id) {
        return of(id).values().stream()
                .map(status ->
                        status.ended() ? Progress.ENDED : status.beforeGo() ? Progress.BEFORE_GO : Progress.UNDER_WAY)
                .min(Comparator.naturalOrder())
                .orElse(Progress.ENDED);
    }

    private enum Progress {
        UNDER_WAY,
        BEFORE_GO,
        ENDED
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

    /**
     * This one, or the first of {@link #ids}.
     *
     * @throws EtcdbrException if no node knows this one, or any, if none is named
     */
    public RestoreId named(Optional<RestoreId> id) {
        List<RestoreId> all = ids();
        if (id.isEmpty() && !all.isEmpty()) {
            return all.getFirst();
        }
        return id.filter(all::contains).orElseThrow(() -> unknown(id, all));
    }

    private EtcdbrException unknown(Optional<RestoreId> id, List<RestoreId> all) {
        String problem =
                id.map(named -> "there is no restore " + named + " on ").orElse("there is no restore on ")
                        + String.join(", ", byNode.keySet());
        String known = all.isEmpty()
                ? "See which backups there are: kubectl etcdbr list"
                : "Known are " + all.stream().map(RestoreId::value).collect(Collectors.joining(", "));
        Map<String, Failure> silent = new TreeMap<>(unasked);
        silent.putAll(stagers.missing());
        return silent.entrySet().stream()
                .findFirst()
                .map(node -> new EtcdbrException(
                        ExitCode.KUBERNETES_UNREACHABLE,
                        problem + ", and " + node.getKey() + " could not be looked at: "
                                + node.getValue().problem(),
                        "Try again once a pod starts there, or look on that node: ls /etc/kubernetes/etcdbr. " + known))
                .orElseGet(() -> new EtcdbrException(ExitCode.NOT_FOUND, problem, known));
    }

    /** Whether some nodes went back, and all others never saw GO. */
    static boolean undone(Collection<NodeStatus> nodes) {
        return nodes.stream().allMatch(status -> status.beforeGo() || status.ended() && !status.restored())
                && nodes.stream().anyMatch(status -> status.ended() && !status.beforeGo());
    }

    /** Nodes that took part and could not be asked, and why; where no plan tells who did, all without a pod. */
    public Map<String, String> notSeen(RestoreId id) {
        Optional<RestorePlan> plan = of(id).values().stream()
                .flatMap(status -> status.plan().stream())
                .findFirst();
        Map<String, String> why = new TreeMap<>();
        plan
                .<Collection<String>>map(RestorePlan::nodes)
                .orElse(stagers.missing().keySet())
                .stream()
                .filter(node -> stagers.on(node).isEmpty())
                .forEach(node -> why.put(node, whyNotSeen(stagers, node)));
        unasked.forEach((node, failure) -> {
            if (plan.isEmpty() || plan.get().nodes().contains(node)) {
                why.put(node, failure.problem());
            }
        });
        return why;
    }

    /** Undoes what was staged, on every node on which it has gone no further. */
    public void discard(RestoreId id) {
        Each.of(
                of(id).values().stream()
                        .filter(NodeStatus::beforeGo)
                        .map(NodeStatus::node)
                        .toList(),
                node -> stagers.on(node).map(NodeProgram::new).ifPresent(program -> program.discard(id)));
    }

    /**
     * Removes what the restore left, the data from before with it, on every node that has it; and its keys in etcd.
     *
     * @return why the keys stay; empty if they are gone, which one node suffices for
     * @throws EtcdbrException why a node refused, and on which others it is removed all the same
     */
    public Optional<String> clean(RestoreId id) {
        Map<String, Optional<String>> left = new ConcurrentSkipListMap<>();
        try {
            Each.of(
                    of(id).keySet(),
                    node -> stagers.on(node)
                            .map(NodeProgram::new)
                            .ifPresent(program -> left.put(node, program.clean(id))));
        } catch (EtcdbrException e) {
            if (left.isEmpty()) {
                throw e;
            }
            Failure failure = e.failure();
            throw new EtcdbrException(
                    new Failure(
                            failure.code(),
                            failure.problem() + "; what restore " + id + " left is removed on "
                                    + String.join(", ", left.keySet()),
                            failure.remedy()),
                    e);
        }
        return left.values().stream().allMatch(Optional::isPresent)
                ? left.values().stream().flatMap(Optional::stream).findFirst()
                : Optional.empty();
    }
}
