package io.etcdbr.kubectl.command;

import io.etcdbr.command.Invocation;
import io.etcdbr.command.Outcome;
import io.etcdbr.command.Verb;
import io.etcdbr.config.Setting;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.restore.ClusterReading;
import io.etcdbr.kubectl.restore.NodeStatus;
import io.etcdbr.kubectl.restore.RestoresOnNodes;
import io.etcdbr.kubectl.stager.Stagers;
import io.etcdbr.restore.plan.RestoreId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** {@code kubectl etcdbr restore rollback}. */
final class RestoreRollbackVerb implements Verb {
    /** An API server that was just started again, as after a restore that went back, answers within this. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Function<ClusterOptions, Cluster> clusters;
    private final Duration patience;

    private record Options(ClusterOptions cluster, Optional<RestoreId> id) {}

    RestoreRollbackVerb() {
        this(ClusterOptions::open, PATIENCE);
    }

    RestoreRollbackVerb(Function<ClusterOptions, Cluster> clusters, Duration patience) {
        this.clusters = clusters;
        this.patience = patience;
    }

    @Override
    public String name() {
        return "restore rollback";
    }

    @Override
    public String summary() {
        return "Give a restore up, or say how to go back after it";
    }

    @Override
    public List<String> description() {
        return List.of(
                "Before GO it removes what was staged. Between GO and the decision the API is away and the nodes are asked on the"
                        + " spot: /etc/kubernetes/etcdbr/ID/etcdbr-node rollback ID, on each of them.",
                "After the decision going back is another restore, which forgets what was done since; this command tells from"
                        + " which data and how.");
    }

    @Override
    public List<String> examples() {
        return List.of("restore rollback r20261120t143005-7f3a9c");
    }

    @Override
    public List<Argument> arguments() {
        return List.of(Argument.optional("ID", "The restore; without it only the one that has not ended is named."));
    }

    @Override
    public List<Setting> settings() {
        return ClusterOptions.USED;
    }

    @Override
    public Outcome run(Invocation call) {
        Options options = call.settings()
                .read(settings -> new Options(ClusterOptions.from(settings), RestoreOptions.id(settings, call)));
        RestoreId id = options.id().orElseThrow(() -> withoutId(options, call));
        try (Cluster cluster = clusters.apply(options.cluster())) {
            call.cancellation().onCancel(cluster::cancel);
            awaitApi(cluster, id, call);
            ClusterReading reading = ClusterReading.of(cluster);
            try (Stagers stagers =
                    RestoreOptions.pods(cluster, options.cluster()).on(reading.controlPlane(), call.cancellation())) {
                return rolledBack(call, id, RestoresOnNodes.of(stagers));
            }
        } catch (EtcdbrException e) {
            return RestoreOptions.stopped(
                    call,
                    e,
                    "stopped; restore " + id
                            + " may be given up on some nodes and not on others, and nothing was changed",
                    "Say it again: kubectl etcdbr restore rollback " + id);
        }
    }

    /** Whoever has to give one up in a hurry need not look for its id. */
    private EtcdbrException withoutId(Options options, Invocation call) {
        List<RestoreId> unended;
        try (Cluster cluster = clusters.apply(options.cluster())) {
            call.cancellation().onCancel(cluster::cancel);
            ClusterReading reading = ClusterReading.of(cluster);
            try (Stagers stagers =
                    RestoreOptions.pods(cluster, options.cluster()).on(reading.controlPlane(), call.cancellation())) {
                unended = RestoresOnNodes.of(stagers).unended();
            }
        } catch (EtcdbrException e) {
            call.cancellation().check();
            unended = List.of();
        }
        return new EtcdbrException(
                ExitCode.USAGE,
                "expected the id of a restore, found nothing",
                switch (unended.size()) {
                    case 0 -> "'kubectl etcdbr restore status' shows the ids";
                    case 1 -> "One has not ended: kubectl etcdbr restore rollback " + unended.getFirst();
                    default ->
                        "Not ended are "
                                + unended.stream().map(RestoreId::value).collect(Collectors.joining(", "))
                                + "; 'kubectl etcdbr restore status ID' shows each";
                });
    }

    private static Outcome rolledBack(Invocation call, RestoreId id, RestoresOnNodes restores) {
        restores.named(Optional.of(id));
        Map<String, NodeStatus> nodes = restores.of(id);
        Map<String, String> notSeen = restores.notSeen(id);
        List<String> staged = nodes.values().stream()
                .filter(NodeStatus::beforeGo)
                .map(NodeStatus::node)
                .toList();
        // Beside nodes that have gone back there may be one that never saw GO, and would wait for it until its
        // deadline.
        if (!staged.isEmpty()
                && nodes.values().stream()
                        .allMatch(status -> status.beforeGo() || status.ended() && !status.restored())) {
            restores.discard(id);
            call.out()
                    .println("Restore " + id + " was given up"
                            + (staged.size() == nodes.size() ? " before GO" : "; the other nodes had gone back")
                            + ". What was staged on " + String.join(", ", staged)
                            + " is removed; nothing was changed.");
            return new Outcome(
                    RestoreOptions.unreached(
                            notSeen,
                            ", and what restore " + id + " staged there is still there",
                            "Say it again once the node can be reached, or say there: /etc/kubernetes/etcdbr/" + id
                                    + "/etcdbr-node discard " + id),
                    "Given up.",
                    Map.of());
        }
        if (nodes.values().stream().anyMatch(NodeStatus::restored)) {
            throw anotherRestore(id, nodes);
        }
        if (nodes.values().stream().allMatch(NodeStatus::ended)) {
            call.out()
                    .println("Restore " + id + " was taken back already"
                            + (notSeen.isEmpty() ? "" : " on " + String.join(", ", nodes.keySet()))
                            + "; the cluster is the one from before.");
            return new Outcome(
                    RestoreOptions.unreached(
                            notSeen,
                            ", and how restore " + id + " is there is not known",
                            "Look on that node: /etc/kubernetes/etcdbr/" + id + "/etcdbr-node status"),
                    "Nothing to do.",
                    Map.of());
        }
        throw onTheNodes(
                id,
                nodes.values().stream()
                        .filter(status -> !status.ended())
                        .findFirst()
                        .map(status ->
                                "restore " + id + " is under way on " + status.node() + ", in state " + status.state())
                        .orElseThrow());
    }

    private void awaitApi(Cluster cluster, RestoreId id, Invocation call) {
        new ApiWait(cluster, patience).run(call.cancellation(), _ -> {}).ifPresent(silence -> {
            throw onTheNodes(
                    id,
                    "the API did not answer for " + patience.toSeconds()
                            + " s, so the nodes cannot be asked from here: " + silence.problem());
        });
    }

    private static EtcdbrException onTheNodes(RestoreId id, String why) {
        return new EtcdbrException(
                ExitCode.REFUSED,
                why,
                "Before its decision a restore is taken back on each control-plane node: /etc/kubernetes/etcdbr/" + id
                        + "/etcdbr-node rollback " + id + "; without etcdbr: /etc/kubernetes/etcdbr/" + id
                        + "/RECOVER.sh");
    }

    private static EtcdbrException anotherRestore(RestoreId id, Map<String, NodeStatus> nodes) {
        String where = nodes.values().stream()
                .filter(NodeStatus::restored)
                .flatMap(status -> status.plan().stream()
                        .map(plan -> status.node() + ":"
                                + plan.participant(status.node()).dataDir() + "/.etcdbr/" + id + "/old/member/snap/db"))
                .findFirst()
                .orElse("D/.etcdbr/" + id + "/old/member/snap/db");
        return new EtcdbrException(
                ExitCode.REFUSED,
                "restore " + id
                        + " is committed and served: going back now is another restore, which forgets everything since it"
                        + " and moves revisions up once more",
                "Copy the old database from " + where
                        + " to this machine and say: kubectl etcdbr restore --file db --allow digest; all that restore"
                        + " checks and asks holds for it");
    }
}
