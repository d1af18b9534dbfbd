package io.etcdbr.kubectl.restore;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.kubectl.stager.Stagers;
import io.etcdbr.restore.plan.PlanCodec;
import io.etcdbr.restore.plan.RestorePlan;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Everything before GO. It can all be undone by {@link #discard}, and nothing of the cluster is touched. */
public final class Staging {
    /** kubelet looks into its folder every 20 s at the latest; then a container starts. */
    private static final Duration UNTIL_ARMED = Duration.ofSeconds(90);

    /** Failures after which nothing can have been written. After any other the transaction may have happened, or may still happen. */
    private static final Set<ExitCode> NO_GO = Set.of(
            ExitCode.REFUSED,
            ExitCode.NOT_FOUND,
            ExitCode.USAGE,
            ExitCode.KUBERNETES_REFUSED,
            ExitCode.KUBERNETES_MISSING);

    private static final String ARMED = "Armed";

    private static final Duration PAUSE = Duration.ofMillis(500);

    private final RestorePlan plan;
    private final Stagers stagers;
    private final Activity activity;
    private final Cancellation cancellation;

    public Staging(RestorePlan plan, Stagers stagers, Activity activity, Cancellation cancellation) {
        this.plan = plan;
        this.stagers = stagers;
        this.activity = activity;
        this.cancellation = cancellation;
    }

    /** Has the snapshot's bytes for nodes that cannot fetch them from a store. */
    public interface Snapshot extends AutoCloseable {
        /**
         * @param receiver reads them to their end, or fails
         * @throws EtcdbrException what kept them from coming to it, or its own failure
         */
        void sendTo(Consumer<InputStream> receiver);

        /** When no more nodes get it. */
        @Override
        void close();
    }

    /**
     * Makes the new data on each node, one after the other, the leader last; proves that all made the same.
     *
     * @param pushed empty if the nodes fetch the backup from its store
     */
    public void stage(byte[] identities, Optional<Snapshot> pushed) {
        byte[] document = PlanCodec.encode(plan);
        activity.begins("handing the plan to the nodes");
        Each.of(nodes(), node -> node.plan(document));
        Map<String, String> hashes = new TreeMap<>();
        int number = 0;
        for (NodeProgram node : nodes()) {
            cancellation.check();
            String what = node.node() + " (" + ++number + " of " + plan.nodes().size() + ")";
            pushed.ifPresent(snapshot -> push(node, snapshot, what));
            activity.begins("making the new data on " + what);
            try (StepLines steps = new StepLines(what, activity.progress())) {
                hashes.put(node.node(), node.stage(plan.id(), identities, steps));
            }
            activity.says(node.node() + ": new data staged, hash " + hashes.get(node.node()));
        }
        if (hashes.values().stream().distinct().count() > 1) {
            throw new EtcdbrException(
                    ExitCode.REFUSED,
                    "the nodes made different data of the same backup: " + hashes,
                    "Please report it to the project; nothing was changed");
        }
    }

    private void push(NodeProgram node, Snapshot snapshot, String what) {
        activity.begins("sending the snapshot to " + what);
        try (StepLines steps = new StepLines(what, activity.progress())) {
            snapshot.sendTo(in -> node.receive(plan.id(), in, steps));
        }
    }

    /** Saves the manifests of nodes that were just staged, starts the executors and waits until all are armed. */
    public void arm() {
        arm(nodes());
    }

    /** The same where some may be armed already: they keep what they saved then. */
    public void armAgain() {
        activity.begins("looking which nodes are armed");
        List<String> unsaved = statuses().stream()
                .filter(status -> !status.state().equals(ARMED))
                .map(NodeStatus::node)
                .toList();
        // The executor of an armed node holds the restore; to arm it again does nothing, or starts one that is gone.
        arm(nodes().stream().filter(node -> unsaved.contains(node.node())).toList());
    }

    private void arm(List<NodeProgram> unsaved) {
        activity.begins("saving the manifests");
        Each.of(unsaved, node -> node.save(plan.id()));
        cancellation.check();
        activity.begins("arming the nodes");
        Each.of(nodes(), node -> node.arm(plan.id()));
        long end = System.nanoTime() + UNTIL_ARMED.toNanos();
        for (List<NodeStatus> waiting = notArmed(); !waiting.isEmpty(); waiting = notArmed()) {
            cancellation.check();
            NodeStatus first = waiting.getFirst();
            if (first.stuck() || first.goesBack() || System.nanoTime() > end) {
                throw new EtcdbrException(
                        ExitCode.REFUSED,
                        "node " + first.node() + " is not armed after " + UNTIL_ARMED.toSeconds() + " s; its state is "
                                + first.state()
                                + (first.state().equals(ARMED) ? ", but its executor has not begun" : "")
                                + (first.why().isEmpty() ? "" : ": " + first.why())
                                + (first.trouble().isEmpty() ? "" : " (" + first.trouble() + ")"),
                        "Look why the executor does not run: kubectl -n kube-system get pods; the image must be on the node"
                                + " without a pull secret");
            }
            cancellation.pause(PAUSE);
        }
        activity.says("All " + plan.nodes().size() + " nodes are armed.");
    }

    /** What was armed anew is armed by its journal before there is an executor, which tells it, too. */
    private List<NodeStatus> notArmed() {
        return statuses().stream()
                .filter(status ->
                        !status.state().equals(ARMED) || !status.executor().equals(ARMED))
                .toList();
    }

    private List<NodeStatus> statuses() {
        List<NodeStatus> all = Collections.synchronizedList(new ArrayList<>());
        Each.of(nodes(), node -> {
            all.add(node.status(plan.id())
                    .orElseThrow(() -> new EtcdbrException(
                            ExitCode.REFUSED,
                            "node " + node.node() + " knows nothing of restore " + plan.id(),
                            "Somebody removed it there; make a new plan")));
        });
        return all;
    }

    /**
     * The point of no return. After an answer that was lost, be it etcd's or the pod's, the nodes' own states tell which it was.
     *
     * @return whether GO was given for certain
     * @throws EtcdbrException if there was no GO, for certain
     */
    public boolean go() {
        activity.begins("GO");
        NodeProgram through = nodes().getLast();
        try {
            through.go(plan.id());
            return true;
        } catch (EtcdbrException e) {
            if (NO_GO.contains(e.failure().code())) {
                throw e;
            }
            // The connection may have broken because the API servers are being stopped.
            activity.says("The answer to GO was lost; the nodes tell whether it was given. ("
                    + e.failure().problem() + ")");
            return false;
        }
    }

    /** Undoes everything, on all nodes that can be reached; the first failure is thrown after all were tried. */
    public void discard() {
        activity.begins("removing what was staged");
        Each.of(plan.nodes(), node -> program(node).discard(plan.id()));
        activity.says("What was staged is removed. Nothing was changed.");
    }

    private List<NodeProgram> nodes() {
        return plan.nodes().stream().map(this::program).toList();
    }

    private NodeProgram program(String node) {
        return stagers.on(node)
                .map(NodeProgram::new)
                .orElseThrow(() -> new EtcdbrException(
                        ExitCode.KUBERNETES_UNREACHABLE,
                        "there is no stager pod on node " + node
                                + Optional.ofNullable(stagers.missing().get(node))
                                        .map(why -> ": " + why.problem())
                                        .orElse(" any more"),
                        "Try again"));
    }
}
