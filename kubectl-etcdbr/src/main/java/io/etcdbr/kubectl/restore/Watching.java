package io.etcdbr.kubectl.restore;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.stager.Stager;
import io.etcdbr.kubectl.stager.Stagers;
import io.etcdbr.members.MembersReport;
import io.etcdbr.restore.plan.RestoreId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * Looks on while the nodes restore. They need nobody for it: whoever looks may go away and come back at any moment. While the API
 * is away nothing can be seen from here; then it is asked for until it answers, and the nodes tell what happened.
 */
public final class Watching implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(300);

    /** Longer than all deadlines of a restore of a small database together; then a person has to look. */
    private static final Duration LONGEST_OUTAGE = Duration.ofMinutes(40);

    /** Looks at which a node was missing while all others were restored. */
    private static final int MOST_INCOMPLETE = 3;

    /** How long the API may be there and the nodes not be asked. */
    private static final Duration LONGEST_UNASKABLE = Duration.ofMinutes(5);

    private final Cluster cluster;
    private final Reopen reopen;
    private final RestoreId id;
    private final Collection<String> nodes;
    private final Activity activity;
    private final Cancellation cancellation;
    private final Map<String, NodeStatus> seen = new TreeMap<>();
    private final Outage outage = new Outage();

    /** Looked through no more, and perhaps still there: they are privileged and hold the stores' Secrets. */
    private final List<Stagers> past = new ArrayList<>();

    private @Nullable Stagers stagers;
    private int incomplete;
    private long unaskable = -1;

    /** Makes new pods on the nodes, once the API is back: those from before went with it. */
    @FunctionalInterface
    public interface Reopen {
        Stagers pods();
    }

    /** @param stagers pods that are there already, which are closed with this; or none */
    public Watching(
            Cluster cluster,
            Optional<Stagers> stagers,
            Reopen reopen,
            RestoreId id,
            Collection<String> nodes,
            Activity activity,
            Cancellation cancellation) {
        this.cluster = cluster;
        this.stagers = stagers.orElse(null);
        this.reopen = reopen;
        this.id = id;
        this.nodes = nodes;
        this.activity = activity;
        this.cancellation = cancellation;
    }

    /**
     * How it ended.
     *
     * @param nodes the last that was seen of each
     * @param notSeen nodes that could not be looked at, and why; the others have ended well
     * @param outage how long the API did not answer, seen from here
     * @param etcd what the members say now; empty if they could not be asked
     */
    public record End(
            Map<String, NodeStatus> nodes, Map<String, String> notSeen, Duration outage, Optional<MembersReport> etcd) {
        public End {
            nodes = new TreeMap<>(nodes);
            notSeen = new TreeMap<>(notSeen);
        }

        public boolean restored() {
            return !nodes.isEmpty() && nodes.values().stream().allMatch(NodeStatus::restored);
        }

        /** Whether there was no GO: the nodes waited for it in vain. */
        public boolean disarmed() {
            return !nodes.isEmpty()
                    && nodes.values().stream().allMatch(status -> status.state().equals("Disarmed"));
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

    /** Looks until every node has ended, or one is stuck while the API is there. */
    public End untilItEnds() {
        while (true) {
            cancellation.check();
            long now = System.nanoTime();
            if (!cluster.answers()) {
                away(now);
            } else {
                back(now);
                removePast();
                Optional<End> end = look();
                if (end.isPresent()) {
                    return end.get();
                }
            }
            cancellation.pause(PAUSE);
        }
    }

    private void away(long now) {
        if (outage.gone(now)) {
            activity.says("The API is away now, as it must be. The nodes go on by themselves.");
            forget();
        }
        Duration length = outage.length(now);
        activity.begins("the API is away, for " + length.toSeconds() + " s; asking for it");
        if (length.compareTo(LONGEST_OUTAGE) > 0) {
            throw new EtcdbrException(
                    ExitCode.KUBERNETES_UNREACHABLE,
                    "the API has been away for " + length.toMinutes() + " minutes; restore " + id
                            + " should have ended, one way or the other",
                    "Look on a control-plane node: /etc/kubernetes/etcdbr/" + id + "/etcdbr-node status " + id
                            + "; docs/restore.md says what each state means");
        }
    }

    private void back(long now) {
        if (outage.back(now)) {
            activity.says("The API answers again, after " + seconds(outage.length(now)) + ".");
        }
    }

    public static String seconds(Duration span) {
        return "%d.%d s".formatted(span.toSeconds(), span.toMillisPart() / 100);
    }

    /** What the nodes say; empty if it goes on, or they could not be asked just now. */
    private Optional<End> look() {
        try {
            if (stagers == null || stagers.running().size() < nodes.size()) {
                activity.begins("the API is there; looking at the nodes");
                forget();
                stagers = reopen.pods();
            }
            Map<String, NodeStatus> now = new ConcurrentSkipListMap<>();
            Each.of(
                    stagers.running().values(),
                    (Stager stager) ->
                            new NodeProgram(stager).status(id).ifPresent(status -> now.put(stager.node(), status)));
            now.forEach(this::tell);
            unaskable = -1;
            boolean all = now.keySet().containsAll(nodes);
            boolean ended = now.values().stream().allMatch(NodeStatus::ended);
            boolean stuck = now.values().stream().anyMatch(NodeStatus::stuck)
                    && now.values().stream().allMatch(status -> status.ended() || status.stuck());
            if (all && (ended || stuck)) {
                return Optional.of(new End(now, Map.of(), outage.length(System.nanoTime()), etcd(stagers)));
            }
            // A node that joined after the backup is unknown to the restored cluster, and gets no pod.
            if (!all && !now.isEmpty() && now.values().stream().allMatch(NodeStatus::restored)) {
                if (++incomplete >= MOST_INCOMPLETE) {
                    return Optional.of(new End(now, notSeen(stagers), outage.length(System.nanoTime()), etcd(stagers)));
                }
            } else {
                incomplete = 0;
            }
            activity.begins(now.values().stream()
                    .filter(status -> !status.ended())
                    .findFirst()
                    .map(status -> status.node() + ": " + status.doing()
                            + (status.trouble().isEmpty() ? "" : "; " + status.trouble()))
                    .orElse("waiting for all nodes"));
        } catch (EtcdbrException e) {
            cancellation.check();
            // API servers come back one after the other; whether it is worse than that shows the next call.
            activity.begins("the nodes cannot be asked just now: " + e.failure().problem());
            unaskable = unaskable < 0 ? System.nanoTime() : unaskable;
            if (System.nanoTime() - unaskable > LONGEST_UNASKABLE.toNanos()) {
                throw new EtcdbrException(
                        e.failure().code(),
                        "the API is there, and the nodes of restore " + id + " cannot be asked: "
                                + e.failure().problem(),
                        "Look on a control-plane node: /etc/kubernetes/etcdbr/" + id + "/etcdbr-node status " + id);
            }
            forget();
            return Optional.empty();
        }
        return Optional.empty();
    }

    private Map<String, String> notSeen(Stagers stagers) {
        Map<String, String> why = new TreeMap<>();
        nodes.stream()
                .filter(node -> stagers.on(node).isEmpty())
                .forEach(node -> why.put(
                        node,
                        Optional.ofNullable(stagers.missing().get(node))
                                .map(Failure::problem)
                                .orElse("no pod runs there")));
        return why;
    }

    private static Optional<MembersReport> etcd(Stagers stagers) {
        try {
            return stagers.running().values().stream().findFirst().map(Preparing::members);
        } catch (EtcdbrException e) {
            return Optional.empty();
        }
    }

    private void tell(String node, NodeStatus status) {
        NodeStatus before = seen.put(node, status);
        if (before == null || !before.state().equals(status.state())) {
            activity.says(node + ": " + status.doing() + (status.why().isEmpty() ? "" : ", because " + status.why()));
        }
    }

    private void forget() {
        if (stagers != null) {
            past.add(stagers);
            stagers = null;
        }
    }

    /** Removes past pods as far as the API lets; while it is away, or just coming back, they stay for the next time. */
    private void removePast() {
        past.removeIf(old -> {
            try {
                old.close();
                return true;
            } catch (EtcdbrException e) {
                return false;
            }
        });
    }

    /** What cannot be removed now the next restore removes, or the pods' deadline ends. */
    @Override
    public void close() {
        forget();
        if (!past.isEmpty() && cluster.answers()) {
            removePast();
        }
    }
}
