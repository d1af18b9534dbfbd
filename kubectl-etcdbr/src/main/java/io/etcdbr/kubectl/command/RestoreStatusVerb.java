package io.etcdbr.kubectl.command;

import io.etcdbr.command.Invocation;
import io.etcdbr.command.Outcome;
import io.etcdbr.command.OutputForm;
import io.etcdbr.command.Verb;
import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.restore.ClusterReading;
import io.etcdbr.kubectl.restore.NodeStatus;
import io.etcdbr.kubectl.restore.RestoresOnNodes;
import io.etcdbr.kubectl.restore.Restoring;
import io.etcdbr.kubectl.restore.Watching;
import io.etcdbr.kubectl.stager.Stagers;
import io.etcdbr.restore.plan.RestoreId;
import io.etcdbr.restore.plan.RestorePlan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** {@code kubectl etcdbr restore status}. */
final class RestoreStatusVerb implements Verb {
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Function<ClusterOptions, Cluster> clusters;

    private record Options(ClusterOptions cluster, Optional<RestoreId> id, OutputForm form) {}

    RestoreStatusVerb() {
        this(ClusterOptions::open);
    }

    RestoreStatusVerb(Function<ClusterOptions, Cluster> clusters) {
        this.clusters = clusters;
    }

    @Override
    public String name() {
        return "restore status";
    }

    @Override
    public String summary() {
        return "Show how far a restore is, and look on until it ends";
    }

    @Override
    public List<String> description() {
        return List.of(
                "Asks the control-plane nodes by short-lived pods. A restore that is under way is looked at until it ends; while"
                        + " the API is away, which is part of a restore, it is asked for until it answers. Ctrl-C only ends the"
                        + " looking.",
                "Without the API: log in to a control-plane node and say /etc/kubernetes/etcdbr/ID/etcdbr-node status.");
    }

    @Override
    public List<String> examples() {
        return List.of("restore status", "restore status r20261120t143005-7f3a9c -o json");
    }

    @Override
    public List<Argument> arguments() {
        return List.of(Argument.optional("ID", "The restore; without it the newest on the nodes."));
    }

    @Override
    public List<Setting> settings() {
        return Stream.concat(ClusterOptions.USED.stream(), Stream.of(Setting.OUTPUT))
                .toList();
    }

    @Override
    public Outcome run(Invocation call) {
        Options options = call.settings().read(settings -> options(settings, call));
        TerminalConversation view =
                new TerminalConversation(call, TerminalConversation.Questions.of(call), options.form.isTree(), true);
        try (Cluster cluster = clusters.apply(options.cluster())) {
            call.cancellation().onCancel(cluster::cancel);
            Restoring.Pods pods = RestoreOptions.pods(cluster, options.cluster());
            awaitApi(cluster, options, view, call);
            ClusterReading reading = ClusterReading.of(cluster);
            RestoreId id;
            Map<String, NodeStatus> nodes;
            Stagers stagers = pods.on(reading.controlPlane(), call.cancellation());
            boolean handedOver = false;
            try {
                RestoresOnNodes restores = RestoresOnNodes.of(stagers);
                id = restores.named(options.id);
                nodes = restores.of(id);
                handedOver = nodes.values().stream().anyMatch(status -> !status.ended() && !status.beforeGo());
            } finally {
                if (!handedOver) {
                    stagers.close();
                }
            }
            if (!handedOver) {
                show(call, options, id, nodes);
                Watching.End end = new Watching.End(nodes, Map.of(), Duration.ZERO, Optional.empty());
                return end.mixed()
                        ? new Outcome(RestoreOptions.failure(id, end).stream().toList(), "Ended.", Map.of())
                        : Outcome.done("Shown.");
            }
            List<String> names = plan(nodes).map(RestorePlan::nodes).orElse(List.copyOf(nodes.keySet()));
            try (Watching watching = new Watching(
                    cluster,
                    Optional.of(stagers),
                    () -> pods.on(names, call.cancellation()),
                    id,
                    names,
                    view,
                    call.cancellation())) {
                Watching.End end = watching.untilItEnds();
                view.ends();
                show(call, options, id, end.nodes());
                return new Outcome(RestoreOptions.failure(id, end).stream().toList(), "Ended.", Map.of());
            }
        } finally {
            view.ends();
        }
    }

    /** A restore takes the API away; then there is nothing to do but to ask for it. */
    private static void awaitApi(Cluster cluster, Options options, TerminalConversation view, Invocation call) {
        boolean told = false;
        while (!cluster.answers()) {
            if (!told) {
                told = true;
                view.says(
                        "The API does not answer. If a restore is under way that is part of it; the nodes go on by themselves.");
                view.says("Without the API, on a control-plane node: /etc/kubernetes/etcdbr/"
                        + options.id.map(RestoreId::value).orElse("ID") + "/etcdbr-node status");
            }
            view.begins("asking for the API");
            call.cancellation().pause(PAUSE);
        }
    }

    private static Optional<RestorePlan> plan(Map<String, NodeStatus> nodes) {
        return nodes.values().stream().flatMap(status -> status.plan().stream()).findFirst();
    }

    private static void show(Invocation call, Options options, RestoreId id, Map<String, NodeStatus> nodes) {
        if (options.form.isTree()) {
            call.out().print(options.form.of(RestoreTree.of(id.value(), nodes.values())));
            return;
        }
        call.out().println("Restore " + id);
        plan(nodes)
                .ifPresent(plan -> call.out()
                        .println(PlanText.safe("  of cluster " + plan.cluster().name() + " to "
                                + plan.backup()
                                        .takenAt()
                                        .map(time -> "a backup of " + time)
                                        .orElse("a snapshot") + ", revision "
                                + plan.backup().revision())));
        nodes.forEach((node, status) -> call.out()
                .println(PlanText.safe("  " + node + ": " + status.doing()
                        + (status.why().isEmpty() ? "" : ", because " + status.why())
                        + (status.trouble().isEmpty() ? "" : "; " + status.trouble())
                        + status.since().map(time -> " (since " + time + ")").orElse(""))));
        if (nodes.values().stream().allMatch(NodeStatus::staged)) {
            call.out().println("Go on with: kubectl etcdbr restore --continue " + id);
        }
    }

    private static Options options(Settings settings, Invocation call) {
        return new Options(
                ClusterOptions.from(settings), RestoreOptions.id(settings, call), OutputForm.withoutName(settings));
    }
}
