package io.etcdbr.kubectl.restore;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.Failure;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.stager.Stagers;
import io.etcdbr.restore.plan.RestoreId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Looks on while the nodes restore. They need nobody for it: whoever looks may go away and come back at any moment. While the API
 * is away nothing can be seen from here; then it is asked for until it answers, and the nodes tell what happened.
 */
public final class Watching implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(300);

    /** Attempts at which a node was missing while all others had come to an end. */
    private static final int MOST_INCOMPLETE = 3;

    private final Cluster cluster;
    private final RestoreId id;
    private final Collection<String> nodes;
    private final Activity activity;
    private final Cancellation cancellation;
    private final Patience patience;
    private final PodsToAsk pods;
    private final ApiOutage outage;
    private final UnaskableNodes unaskable;

    /** To make pods, and to see nodes that are missing beside others that have ended. */
    private final Attempts attempts;

    private final Map<String, NodeStatus> told = new TreeMap<>();
    private boolean settled;

    /** Makes new pods on nodes, once the API is back: those from before went with it. */
    @FunctionalInterface
    public interface Reopen {
        Stagers pods(Collection<String> nodes);
    }

    /**
     * @param stagers pods that are there already, which are closed with this; or none
     * @param firstRevision that of the restored etcd, above all that the old one ever gave out; empty if it is not known here
     */
    public Watching(
            Cluster cluster,
            Optional<Stagers> stagers,
            Reopen reopen,
            RestoreId id,
            Collection<String> nodes,
            OptionalLong firstRevision,
            Activity activity,
            Cancellation cancellation,
            Patience patience) {
        this.cluster = cluster;
        this.id = id;
        this.nodes = nodes;
        this.activity = activity;
        this.cancellation = cancellation;
        this.patience = patience;
        this.pods = new PodsToAsk(cluster, stagers, reopen, id);
        this.outage = new ApiOutage(cluster, id, firstRevision, activity, patience.outage());
        this.unaskable = new UnaskableNodes(id, activity, patience);
        this.attempts = new Attempts(patience.again());
    }

    /**
     * Looks until every node has ended, but for those that never saw GO beside others that went back, or one is stuck while the API is
     * there. Nodes that cannot be looked at are waited for only until some attempts to reach them were in vain.
     *
     * @throws EtcdbrException if the API stays away, or no node can be asked, for longer than there is patience
     */
    public RestoreEnd untilItEnds() {
        while (true) {
            cancellation.check();
            long now = System.nanoTime();
            Optional<Failure> silence = cluster.notReady();
            if (silence.isPresent()) {
                away(silence.get(), now);
            } else {
                outage.ends(now);
                pods.removePast();
                Optional<RestoreEnd> end = look();
                if (end.isPresent()) {
                    return end.get();
                }
            }
            cancellation.pause(PAUSE);
        }
    }

    private void away(Failure why, long now) {
        if (outage.begins(why, now)) {
            pods.apiWentAway();
            attempts.reset();
            unaskable.ends();
        }
        outage.lasts(why, now);
    }

    /** What the nodes say; empty if it goes on, or they could not be asked just now. */
    private Optional<RestoreEnd> look() {
        try {
            Map<String, NodeStatus> heard = pods.byKubelets(nodes);
            List<String> others =
                    nodes.stream().filter(node -> !heard.containsKey(node)).toList();
            if (!heard.isEmpty() && others.isEmpty()) {
                return endOf(new NodesSeen(heard, Map.of()));
            }
            if (pods.mayAnswerByKubelets(others)) {
                activity.begins("the API is there; asking the kubelets of " + String.join(", ", others));
                return Optional.empty();
            }
            return podsOn(others).flatMap(asked -> endOf(NodesSeen.through(asked, id, nodes, heard, cancellation)));
        } catch (EtcdbrException e) {
            cancellation.check();
            long now = System.nanoTime();
            attempts.failed(now);
            unaskable.askedInVain(e.failure(), !outage.length(now).isZero(), now);
            pods.setAside();
            return Optional.empty();
        }
    }

    /** Those that are there. New ones if there are none, or not on all nodes and there is nothing more to see on the others. */
    private Optional<Stagers> podsOn(Collection<String> others) {
        boolean lacking = pods.current().isEmpty() || settled;
        if (lacking && attempts.isDue(System.nanoTime())) {
            activity.begins("the API is there; looking at the nodes");
            return Optional.of(pods.anew(others));
        }
        return pods.current();
    }

    private Optional<RestoreEnd> endOf(NodesSeen seen) {
        seen.nodes().forEach(this::tell);
        if (unaskable.ends()) {
            attempts.reset();
        }
        settled = seen.haveEnded();
        boolean incomplete = !seen.notSeen().isEmpty();
        if (settled && incomplete && attempts.isDue(System.nanoTime())) {
            attempts.failed(System.nanoTime());
        }
        if (settled && (!incomplete || isTriedEnough())) {
            return Optional.of(new RestoreEnd(
                    seen.nodes(), seen.notSeen(), outage.length(System.nanoTime()), pods.etcd(cancellation)));
        }
        activity.begins(seen.waitingFor());
        return Optional.empty();
    }

    private boolean isTriedEnough() {
        return attempts.number() >= MOST_INCOMPLETE
                || attempts.span(System.nanoTime()).compareTo(patience.unaskable()) > 0;
    }

    private void tell(String node, NodeStatus status) {
        NodeStatus before = told.put(node, status);
        if (before == null
                || !before.state().equals(status.state())
                || !before.recovering().equals(status.recovering())) {
            activity.says(node + ": " + status.doingAndWhy());
        }
    }

    @Override
    public void close() {
        pods.close();
    }
}
