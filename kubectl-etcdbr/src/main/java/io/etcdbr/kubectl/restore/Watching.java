package io.etcdbr.kubectl.restore;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.stager.Stager;
import io.etcdbr.kubectl.stager.Stagers;
import io.etcdbr.members.MembersReport;
import io.etcdbr.restore.plan.Deadlines;
import io.etcdbr.restore.plan.RestoreId;
import io.etcdbr.restore.plan.RestorePlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * Looks on while the nodes restore. They need nobody for it: whoever looks may go away and come back at any moment. While the API
 * is away nothing can be seen from here; then it is asked for until it answers, and the nodes tell what happened.
 */
public final class Watching implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(300);

    /** Attempts at which a node was missing while all others had come to an end. */
    private static final int MOST_INCOMPLETE = 3;

    private final Cluster cluster;
    private final Reopen reopen;
    private final RestoreId id;
    private final Collection<String> nodes;
    private final OptionalLong firstRevision;
    private final Activity activity;
    private final Cancellation cancellation;
    private final Patience patience;
    private final Attempts attempts;
    private final Map<String, NodeStatus> seen = new TreeMap<>();
    private final Outage outage = new Outage();

    /** Looked through no more, and perhaps still there: they are privileged and hold the stores' Secrets. */
    private final List<Stagers> past = new ArrayList<>();

    private @Nullable Stagers stagers;

    private @Nullable PodsOfBefore before;

    private boolean settled;
    private boolean told;
    private String refusal = "";
    private long unaskable = -1;

    /**
     * How long to wait.
     *
     * @param outage for the API, all its outages together
     * @param unaskable for nodes that cannot be asked, or not all of them, while the API is there
     * @param again before pods are made again for nodes that have none; later it is longer
     */
    public record Patience(Duration outage, Duration unaskable, Duration again) {
        /** Where no plan is known. */
        public static final Patience USUAL =
                new Patience(Duration.ofMinutes(40), Duration.ofMinutes(5), Duration.ofSeconds(2));

        /** As long as the nodes may take to change over, to go back again and to start the API servers, by their own deadlines. */
        public static Patience of(RestorePlan plan) {
            Deadlines deadlines = plan.deadlines();
            Duration oneWay =
                    deadlines.stop().multipliedBy(2).plus(deadlines.gate()).plus(deadlines.start());
            return new Patience(oneWay.multipliedBy(2).plus(deadlines.api()), USUAL.unaskable(), USUAL.again());
        }
    }

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
        this.stagers = stagers.orElse(null);
        this.reopen = reopen;
        this.id = id;
        this.nodes = nodes;
        this.firstRevision = firstRevision;
        this.activity = activity;
        this.cancellation = cancellation;
        this.patience = patience;
        this.attempts = new Attempts(patience.again());
    }

    /**
     * How it ended.
     *
     * @param nodes the last that was seen of each
     * @param notSeen nodes that could not be looked at, and why; the others have ended, or are stuck
     * @param outage how long the API did not answer, seen from here
     * @param etcd what the members say now; empty if they could not be asked
     */
    public record End(
            Map<String, NodeStatus> nodes, Map<String, String> notSeen, Duration outage, Optional<MembersReport> etcd) {
        public End {
            nodes = new TreeMap<>(nodes);
            notSeen = new TreeMap<>(notSeen);
        }

        /** As it lies on a node; empty if it can be read on none. */
        public Optional<RestorePlan> plan() {
            return nodes.values().stream()
                    .flatMap(status -> status.plan().stream())
                    .findFirst();
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

    /**
     * Looks until every node has ended, but for those that never saw GO beside others that went back, or one is stuck while the API is
     * there. Nodes that cannot be looked at are waited for only until some attempts to reach them were in vain.
     *
     * @throws EtcdbrException if the API stays away, or no node can be asked, for longer than there is patience
     */
    public End untilItEnds() {
        while (true) {
            cancellation.check();
            long now = System.nanoTime();
            Optional<Failure> silence = cluster.notReady();
            if (silence.isPresent()) {
                away(silence.get(), now);
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

    private void away(Failure why, long now) {
        boolean refused = why.code() == ExitCode.KUBERNETES_REFUSED;
        if (outage.gone(now)) {
            if (!refused) {
                activity.says("The API is away now, as it must be. The nodes go on by themselves.");
            }
            setAside();
            if (before != null) {
                before.waitAnew();
            }
            attempts.reset();
            unaskable = -1;
        }
        // It is not the outage that does this: a login program that fails, a certificate that is not trusted.
        if (refused && !refusal.equals(why.problem())) {
            refusal = why.problem();
            activity.says("The API cannot be asked: " + why.sentence() + " The nodes go on by themselves.");
        }
        Duration length = outage.length(now);
        activity.begins("the API is away, for " + length.toSeconds() + " s; asking for it");
        if (length.compareTo(patience.outage()) > 0) {
            throw new EtcdbrException(
                    ExitCode.KUBERNETES_UNREACHABLE,
                    "the API has been away for " + length.toMinutes() + " minutes; restore " + id
                            + " should have ended, one way or the other (" + why.problem() + ")",
                    "Look on a control-plane node: /etc/kubernetes/etcdbr/" + id + "/etcdbr-node status " + id
                            + "; docs/restore.md says what each state means. Once the API answers: kubectl etcdbr restore"
                            + " status " + id);
        }
    }

    private void back(long now) {
        if (outage.back(now)) {
            activity.says("The API answers again, after " + seconds(outage.length(now)) + whoseData() + ".");
        }
    }

    /**
     * The nodes themselves can be asked only once their kubelets look at the API again, up to a minute later. But by its revision the API
     * tells which etcd it is of, and an API server of the new one starts only after all nodes have proved it and decided.
     */
    private String whoseData() {
        if (firstRevision.isEmpty()) {
            return "";
        }
        try {
            long revision = cluster.revision();
            return revision >= firstRevision.getAsLong()
                    ? ", with the restored data: all nodes have proved it and decided (revision " + revision + ")"
                    : ", with the data from before (revision " + revision + ")";
        } catch (EtcdbrException e) {
            return "";
        }
    }

    public static String seconds(Duration span) {
        return "%d.%d s".formatted(span.toSeconds(), span.toMillisPart() / 100);
    }

    private void setAside() {
        if (stagers != null) {
            if (before == null) {
                before = new PodsOfBefore(stagers, id);
            } else {
                past.add(stagers);
            }
            stagers = null;
        }
    }

    private void giveUpBefore() {
        if (before != null) {
            past.add(before.pods());
            before = null;
        }
    }

    /** What the nodes say; empty if it goes on, or they could not be asked just now. */
    private Optional<End> look() {
        try {
            Map<String, NodeStatus> heard = byKubelets();
            List<String> others =
                    nodes.stream().filter(node -> !heard.containsKey(node)).toList();
            PodsOfBefore asked = before;
            if (!heard.isEmpty() && others.isEmpty()) {
                return look(heard, Map.of());
            }
            if (asked != null && others.stream().allMatch(asked::mayAnswer)) {
                activity.begins("the API is there; asking the kubelets of " + String.join(", ", others));
                return Optional.empty();
            }
            Optional<Stagers> pods = pods(others);
            return pods.isPresent() ? look(pods.get(), heard) : Optional.empty();
        } catch (EtcdbrException e) {
            cancellation.check();
            inVain(e.failure());
            // It may be the first sign of an outage.
            setAside();
            return Optional.empty();
        }
    }

    /** New pods start only when the kubelets look at the API again; whoever may ask kubelets hears through those of before. */
    private Map<String, NodeStatus> byKubelets() {
        if (before == null) {
            return Map.of();
        }
        Map<String, NodeStatus> heard = before.statuses(nodes);
        if (before.isRefused()) {
            giveUpBefore();
        }
        return heard;
    }

    private static boolean haveEnded(Map<String, NodeStatus> now) {
        return now.values().stream().allMatch(status -> status.ended() || status.stuck())
                || RestoresOnNodes.undone(now.values());
    }

    /** Those that are there. New ones if there are none, or not on all nodes and there is nothing more to see on the others. */
    private Optional<Stagers> pods(Collection<String> on) {
        Stagers pods = stagers;
        boolean lacking = pods == null || settled;
        if (lacking && attempts.isDue(System.nanoTime())) {
            activity.begins("the API is there; looking at the nodes");
            forget();
            pods = reopen.pods(on);
            stagers = pods;
        }
        return Optional.ofNullable(pods);
    }

    private Optional<End> look(Stagers pods, Map<String, NodeStatus> heard) {
        if (heard.isEmpty()) {
            RestoresOnNodes.requireAny(pods);
        }
        Map<String, NodeStatus> now = new ConcurrentSkipListMap<>(heard);
        Map<String, Failure> unasked = new ConcurrentSkipListMap<>();
        Each.of(
                pods.running().values().stream()
                        .filter(stager -> !heard.containsKey(stager.node()))
                        .toList(),
                (Stager stager) -> ask(stager, now, unasked));
        if (now.isEmpty() && !unasked.isEmpty()) {
            throw new EtcdbrException(unasked.values().iterator().next());
        }
        if (now.isEmpty()) {
            throw new EtcdbrException(
                    ExitCode.NOT_FOUND,
                    "none of " + String.join(", ", pods.running().keySet()) + " knows this restore any more",
                    "");
        }
        Map<String, String> notSeen = notSeen(pods, now);
        unasked.forEach((node, why) -> notSeen.put(node, why.problem()));
        return look(now, notSeen);
    }

    private Optional<End> look(Map<String, NodeStatus> now, Map<String, String> notSeen) {
        now.forEach(this::tell);
        if (unaskable >= 0) {
            unaskable = -1;
            attempts.reset();
        }
        settled = haveEnded(now);
        if (settled && !notSeen.isEmpty() && attempts.isDue(System.nanoTime())) {
            attempts.failed(System.nanoTime());
        }
        if (settled
                && (notSeen.isEmpty()
                        || attempts.number() >= MOST_INCOMPLETE
                        || attempts.span(System.nanoTime()).compareTo(patience.unaskable()) > 0)) {
            return Optional.of(new End(now, notSeen, outage.length(System.nanoTime()), etcd()));
        }
        activity.begins(waiting(now, notSeen));
        return Optional.empty();
    }

    /**
     * One node that cannot be asked is no reason not to hear the others: it may have joined after the backup, and then the restored cluster
     * does not know it, though its kubelet may still run the pod.
     */
    private void ask(Stager stager, Map<String, NodeStatus> answers, Map<String, Failure> unasked) {
        try {
            new NodeProgram(stager).status(id).ifPresent(status -> answers.put(stager.node(), status));
        } catch (EtcdbrException e) {
            cancellation.check();
            unasked.put(stager.node(), e.failure());
        }
    }

    private static String waiting(Map<String, NodeStatus> now, Map<String, String> notSeen) {
        return now.values().stream()
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

    /** The nodes cannot be asked though the API is there. API servers come back one after the other, so that this may pass. */
    private void inVain(Failure why) {
        long now = System.nanoTime();
        attempts.failed(now);
        unaskable = unaskable < 0 ? now : unaskable;
        Duration length = Duration.ofNanos(now - unaskable);
        activity.begins("the nodes cannot be asked just now: " + why.problem());
        String remedy = remedy(why, now);
        if (length.compareTo(patience.unaskable()) > 0) {
            throw new EtcdbrException(
                    why.code(),
                    "the API is there, and the nodes of restore " + id + " cannot be asked: " + why.problem()
                            + "; the nodes go on by themselves",
                    (remedy.isEmpty() ? "" : remedy + ". ") + "Look again: kubectl etcdbr restore status " + id
                            + ", or on a control-plane node: /etc/kubernetes/etcdbr/" + id + "/etcdbr-node status "
                            + id);
        }
        if (!told && length.compareTo(patience.again().multipliedBy(5)) > 0) {
            told = true;
            activity.says("The nodes cannot be asked: " + why.problem() + "; asking on."
                    + (remedy.isEmpty() ? "" : " " + remedy + "."));
        }
    }

    private String remedy(Failure why, long now) {
        boolean lost = (why.code() == ExitCode.KUBERNETES_REFUSED || why.code() == ExitCode.KUBERNETES_MISSING)
                && !outage.length(now).isZero();
        return why.remedy()
                + (lost
                        ? (why.remedy().isEmpty() ? "" : ". ")
                                + "The restored cluster knows nothing of what was made after the backup: if it was bound, or"
                                + " made, after that, do it again"
                        : "");
    }

    private Map<String, String> notSeen(Stagers pods, Map<String, NodeStatus> now) {
        Map<String, String> why = new TreeMap<>();
        nodes.stream()
                .filter(node -> !now.containsKey(node))
                .forEach(node -> why.put(node, RestoresOnNodes.whyNotSeen(pods, node)));
        return why;
    }

    private Optional<MembersReport> etcd() {
        return Optional.ofNullable(stagers)
                .flatMap(Watching::etcd)
                .or(() -> Optional.ofNullable(before).flatMap(PodsOfBefore::etcd));
    }

    /** What the members say now; empty if they cannot be asked. */
    public static Optional<MembersReport> etcd(Stagers stagers) {
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
        giveUpBefore();
        if (!past.isEmpty() && cluster.answers()) {
            removePast();
        }
    }
}
