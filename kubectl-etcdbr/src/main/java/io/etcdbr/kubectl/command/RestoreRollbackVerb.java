package io.etcdbr.kubectl.command;

import io.etcdbr.command.Invocation;
import io.etcdbr.command.Outcome;
import io.etcdbr.command.Verb;
import io.etcdbr.config.Setting;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.restore.BackupChoice;
import io.etcdbr.kubectl.restore.ClusterReading;
import io.etcdbr.kubectl.restore.NodeStatus;
import io.etcdbr.kubectl.restore.RestoreEnd;
import io.etcdbr.kubectl.restore.RestoresOnNodes;
import io.etcdbr.kubectl.restore.Restoring;
import io.etcdbr.kubectl.restore.Wishes;
import io.etcdbr.kubectl.stager.Stagers;
import io.etcdbr.restore.plan.RestoreId;
import io.etcdbr.restore.plan.RestorePlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code kubectl etcdbr restore rollback}. */
final class RestoreRollbackVerb implements Verb {
    /** An API server that was just started again, as after a restore that went back, answers within this. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Function<ClusterOptions, Cluster> clusters;
    private final Function<Invocation, TerminalConversation.Questions> questions;
    private final Duration patience;

    private record Options(ClusterOptions cluster, Optional<RestoreId> id, RestoreHow how, Path scratch) {}

    RestoreRollbackVerb() {
        this(ClusterOptions::open, TerminalConversation.Questions::of, PATIENCE);
    }

    RestoreRollbackVerb(
            Function<ClusterOptions, Cluster> clusters,
            Function<Invocation, TerminalConversation.Questions> questions,
            Duration patience) {
        this.clusters = clusters;
        this.questions = questions;
        this.patience = patience;
    }

    @Override
    public String name() {
        return "restore rollback";
    }

    @Override
    public String summary() {
        return "Give a restore up, or go back to the data from before it";
    }

    @Override
    public List<String> description() {
        return List.of(
                "Before GO it removes what was staged. Between GO and the decision the API is away and the nodes are asked on the"
                        + " spot: /etc/kubernetes/etcdbr/ID/etcdbr-node rollback ID, on each of them.",
                "After the restore has ended, going back is another restore, of the data that it set aside: it forgets what was"
                        + " written since. Shows and checks and asks all that 'restore' does. The data is read where it lies. To be"
                        + " staged it goes through this machine, as a file without a name in --scratch.");
    }

    @Override
    public List<String> examples() {
        return List.of(
                "restore rollback r20261120t143005-7f3a9c --dry-run", "restore rollback r20261120t143005-7f3a9c");
    }

    @Override
    public List<Argument> arguments() {
        return List.of(Argument.optional("ID", "The restore; without it only the one that has not ended is named."));
    }

    @Override
    public List<Setting> settings() {
        return Stream.of(ClusterOptions.USED, RestoreHow.USED, List.of(Setting.SCRATCH))
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public List<Setting> onlyTyped() {
        return RestoreHow.ONLY_TYPED;
    }

    /** As of any restore. */
    @Override
    public Duration patience() {
        return Duration.ofMinutes(10);
    }

    @Override
    public Outcome run(Invocation call) {
        Options options = call.settings()
                .read(settings -> new Options(
                        ClusterOptions.from(settings),
                        RestoreOptions.id(settings, call),
                        RestoreHow.from(settings),
                        settings.file(Setting.SCRATCH).orElse(Path.of("."))));
        RestoreId id = options.id().orElseThrow(() -> withoutId(options, call));
        RestoreHow how = options.how();
        TerminalConversation conversation =
                new TerminalConversation(call, questions.apply(call), how.form().isTree(), how.sure());
        try (Cluster cluster = clusters.apply(options.cluster());
                Restoring.PodsAtHand pods = new Restoring.PodsAtHand(RestoreOptions.pods(cluster, options.cluster()))) {
            call.cancellation().onCancel(cluster::cancel);
            return switch (look(cluster, pods, id, how, call)) {
                case Look.Done(Outcome outcome) -> outcome;
                case Look.Restored(RestorePlan plan) ->
                    goBack(cluster, pods, new BackupChoice.Kept(plan, options.scratch()), how, conversation, call);
            };
        } finally {
            conversation.ends();
        }
    }

    private static Outcome goBack(
            Cluster cluster,
            Restoring.PodsAtHand pods,
            BackupChoice.Kept kept,
            RestoreHow how,
            TerminalConversation conversation,
            Invocation call) {
        if (how.until() != Restoring.Until.PLANNED) {
            conversation.requireSomebodyToConfirm();
        }
        conversation.says(
                "Restore " + kept.plan().id() + " has ended, and the restored cluster has served. Going back is another"
                        + " restore, of the data from before: what was written since is forgotten, revisions go up once more, and the"
                        + " API is away once more.");
        Wishes wishes = how.wishes(kept, Optional.empty());
        return new RestoreRun(call, conversation, how, Optional.empty())
                .of(cluster, pods, restoring -> restoring.run(wishes, how.until()));
    }

    /** What the nodes' states lead to. */
    private sealed interface Look {
        /** Nothing more is to be done. */
        record Done(Outcome outcome) implements Look {}

        /** It has ended with the restored data on all nodes. */
        record Restored(RestorePlan plan) implements Look {}
    }

    /** Gives it up where that is what to do. */
    private Look look(Cluster cluster, Restoring.PodsAtHand pods, RestoreId id, RestoreHow how, Invocation call) {
        try {
            awaitApi(cluster, id, call);
            RestoresOnNodes restores =
                    RestoresOnNodes.of(pods.open(ClusterReading.of(cluster).controlPlane(), call.cancellation()));
            requireKnown(restores, id);
            Map<String, NodeStatus> nodes = restores.of(id);
            if (nodes.values().stream().anyMatch(NodeStatus::restored)) {
                return new Look.Restored(restored(id, nodes, restores.notSeen(id)));
            }
            Outcome outcome = rolledBack(call, id, restores, how);
            pods.close();
            return new Look.Done(outcome);
        } catch (EtcdbrException e) {
            if (how.form().isTree()) {
                call.out().print(how.form().of(RestoreTree.failed(Optional.of(id), false, e.failure())));
            }
            return new Look.Done(RestoreOptions.stopped(
                    call,
                    e,
                    "stopped; restore " + id
                            + " may be given up on some nodes and not on others, and nothing was changed",
                    "Say it again: kubectl etcdbr restore rollback " + id));
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

    private static void requireKnown(RestoresOnNodes restores, RestoreId id) {
        try {
            restores.named(Optional.of(id));
        } catch (EtcdbrException e) {
            Failure failure = e.failure();
            throw failure.code() != ExitCode.NOT_FOUND
                    ? e
                    : new EtcdbrException(
                            new Failure(
                                    failure.code(),
                                    failure.problem() + "; if it was cleaned, the data from before it is gone",
                                    failure.remedy()),
                            e);
        }
    }

    /** The plan of a restore that has ended with the restored data wherever it can be seen. */
    private static RestorePlan restored(RestoreId id, Map<String, NodeStatus> nodes, Map<String, String> notSeen) {
        RestoreEnd end = new RestoreEnd(nodes, notSeen, Duration.ZERO, Optional.empty());
        if (end.mixed()) {
            throw new EtcdbrException(new DifferentEnds(id, end).failure());
        }
        nodes.values().stream().filter(status -> !status.restored()).findFirst().ifPresent(status -> {
            throw new EtcdbrException(
                    ExitCode.REFUSED,
                    "restore " + id + " is decided, and has not ended on " + status.node() + "; its state there is "
                            + status.state(),
                    "Look on to its end with 'kubectl etcdbr restore status " + id + "', and say it again");
        });
        return end.plan()
                .orElseThrow(() -> new EtcdbrException(
                        ExitCode.DAMAGED,
                        "the plan of restore " + id + " can be read on none of " + String.join(", ", nodes.keySet()),
                        "Go back by hand, as docs/restore.md says under 'After the decision'"));
    }

    private static Outcome rolledBack(Invocation call, RestoreId id, RestoresOnNodes restores, RestoreHow how) {
        Map<String, NodeStatus> nodes = restores.of(id);
        Map<String, String> notSeen = restores.notSeen(id);
        if (how.until() == Restoring.Until.STAGED) {
            throw new EtcdbrException(
                    ExitCode.USAGE,
                    "--stage-only stages what a restore set aside, and restore " + id
                            + " did not end with the restored data",
                    "Leave it out to give the restore up");
        }
        List<String> staged = nodes.values().stream()
                .filter(NodeStatus::beforeGo)
                .map(NodeStatus::node)
                .toList();
        // Beside nodes that have gone back there may be one that never saw GO, and would wait for it until its
        // deadline.
        if (!staged.isEmpty() && nodes.values().stream().allMatch(status -> status.beforeGo() || status.ended())) {
            if (how.until() == Restoring.Until.PLANNED) {
                tell(
                        call,
                        how,
                        "waiting",
                        restores,
                        id,
                        "Restore " + id + " has had no GO on " + String.join(", ", staged)
                                + ". Without --dry-run what was staged there is removed; nothing was done.");
                return Outcome.done("Nothing done.");
            }
            restores.discard(id);
            tell(
                    call,
                    how,
                    "givenUp",
                    restores,
                    id,
                    "Restore " + id + " was given up"
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
        if (nodes.values().stream().allMatch(NodeStatus::ended)) {
            tell(
                    call,
                    how,
                    "undone",
                    restores,
                    id,
                    "Restore " + id + " was taken back already"
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

    private static void tell(
            Invocation call, RestoreHow how, String result, RestoresOnNodes restores, RestoreId id, String sentence) {
        if (how.form().isTree()) {
            call.out()
                    .print(how.form()
                            .of(RestoreTree.of(
                                    result, id.value(), restores.of(id).values(), restores.notSeen(id))));
        } else {
            call.out().println(sentence);
        }
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
}
