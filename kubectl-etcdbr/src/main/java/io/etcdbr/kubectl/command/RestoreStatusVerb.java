package io.etcdbr.kubectl.command;

import io.etcdbr.command.Invocation;
import io.etcdbr.command.Outcome;
import io.etcdbr.command.OutputForm;
import io.etcdbr.command.Verb;
import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.restore.ClusterReading;
import io.etcdbr.kubectl.restore.MembersThroughPods;
import io.etcdbr.kubectl.restore.NodeStatus;
import io.etcdbr.kubectl.restore.Patience;
import io.etcdbr.kubectl.restore.RestoreEnd;
import io.etcdbr.kubectl.restore.RestoresOnNodes;
import io.etcdbr.kubectl.restore.Restoring;
import io.etcdbr.kubectl.restore.Watching;
import io.etcdbr.kubectl.stager.Stagers;
import io.etcdbr.members.MembersReport;
import io.etcdbr.restore.plan.RestoreId;
import io.etcdbr.restore.plan.RestorePlan;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Stream;

/** {@code kubectl etcdbr restore status}. */
final class RestoreStatusVerb implements Verb {
    private final Function<ClusterOptions, Cluster> clusters;
    private final Duration patience;

    private record Options(ClusterOptions cluster, Optional<RestoreId> id, OutputForm form) {}

    RestoreStatusVerb() {
        this(ClusterOptions::open, Patience.USUAL.outage());
    }

    /** @param patience for an API that does not answer */
    RestoreStatusVerb(Function<ClusterOptions, Cluster> clusters, Duration patience) {
        this.clusters = clusters;
        this.patience = patience;
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
                "Once it has ended it shows the result: what was verified, what to look at, where the data from before lies and until"
                        + " when it is to stay.",
                "Ends with 0 if it is restored, or before GO; with 60 if it was taken back, 61 if it waits for a person, 40 if"
                        + " a node cannot be looked at before GO.",
                "Without the API: log in to a control-plane node and say /etc/kubernetes/etcdbr/ID/etcdbr-node status.");
    }

    @Override
    public List<String> examples() {
        return List.of("restore status", "restore status r20261120t143005-7f3a9c -o json");
    }

    @Override
    public List<Argument> arguments() {
        return List.of(Argument.optional(
                "ID", "The restore; without it one that has not ended, else the newest on the nodes."));
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
            Map<String, String> notSeen;
            Optional<MembersReport> etcd;
            Stagers stagers = pods.on(reading.controlPlane(), call.cancellation());
            boolean handedOver = false;
            try {
                RestoresOnNodes restores = RestoresOnNodes.thatAnswer(stagers, call.cancellation());
                id = restores.named(options.id);
                nodes = restores.of(id);
                notSeen = restores.notSeen(id);
                handedOver = nodes.values().stream().anyMatch(status -> !status.ended() && !status.beforeGo());
                etcd = nodes.values().stream().allMatch(NodeStatus::restored)
                        ? MembersThroughPods.ifAny(stagers.running().values(), call.cancellation())
                        : Optional.empty();
            } finally {
                if (!handedOver) {
                    stagers.close();
                }
            }
            RestoreEnd soFar = new RestoreEnd(nodes, notSeen, Duration.ZERO, etcd);
            if (!handedOver) {
                return shown(call, options, id, soFar);
            }
            Optional<RestorePlan> plan = soFar.plan();
            List<String> names = plan.map(RestorePlan::nodes).orElse(List.copyOf(nodes.keySet()));
            try (Watching watching = new Watching(
                    cluster,
                    Optional.of(stagers),
                    on -> pods.on(on, call.cancellation()),
                    id,
                    names,
                    plan.map(known -> OptionalLong.of(known.firstRevision())).orElse(OptionalLong.empty()),
                    view,
                    call.cancellation(),
                    plan.map(Patience::of).orElse(Patience.USUAL))) {
                RestoreEnd end = watching.untilItEnds();
                view.ends();
                return shown(call, options, id, end);
            }
        } catch (EtcdbrException e) {
            return RestoreOptions.stopped(
                    call,
                    e,
                    "no longer looked at; a restore that is under way goes on by itself on its nodes",
                    "Look again: kubectl etcdbr restore status"
                            + options.id.map(id -> " " + id).orElse(""));
        } finally {
            view.ends();
        }
    }

    /** A restore takes the API away; then there is nothing to do but to ask for it. */
    private void awaitApi(Cluster cluster, Options options, TerminalConversation view, Invocation call) {
        AtomicBoolean told = new AtomicBoolean();
        String onNode = "on a control-plane node: /etc/kubernetes/etcdbr/"
                + options.id.map(RestoreId::value).orElse("ID") + "/etcdbr-node status";
        Optional<Failure> silence = new ApiWait(cluster, patience).run(call.cancellation(), failure -> {
            // Nothing of that comes from an outage: a certificate that is not trusted, a login that fails.
            boolean refused = failure.code() == ExitCode.KUBERNETES_REFUSED;
            view.says("The API does not answer: " + (refused ? failure.sentence() : failure.problem() + "."));
            if (!refused && !told.getAndSet(true)) {
                view.says("If a restore is under way that is part of it; the nodes go on by themselves.");
                view.says("Without the API, " + onNode);
            }
            view.begins("asking for the API");
        });
        silence.ifPresent(failure -> {
            throw new EtcdbrException(
                    ExitCode.KUBERNETES_UNREACHABLE,
                    "the API did not answer for " + patience.toSeconds() + " s: " + failure.problem(),
                    (failure.remedy().isEmpty() ? "" : failure.remedy() + ". ") + "Look " + onNode);
        });
    }

    /** An ended restore gives the code that whoever looked on to its end got. */
    private static Outcome shown(Invocation call, Options options, RestoreId id, RestoreEnd end) {
        show(call, options, id, end);
        Collection<NodeStatus> nodes = end.nodes().values();
        if (nodes.stream().allMatch(NodeStatus::beforeGo)) {
            return new Outcome(
                    RestoreOptions.unreached(
                            end.notSeen(),
                            ", and how restore " + id + " is there is not known",
                            "Try again, or look on that node: /etc/kubernetes/etcdbr/" + id + "/etcdbr-node status"),
                    "Shown.",
                    Map.of());
        }
        boolean over = nodes.stream().allMatch(NodeStatus::ended) || end.undone() || end.stuck();
        if (!over) {
            return Outcome.done("Shown.");
        }
        if (!options.form.isTree()) {
            end.plan()
                    .ifPresent(plan -> call.out()
                            .print(new EndText(
                                            call.terminal().width(),
                                            call.clock().instant())
                                    .withoutStates(plan, end)));
        }
        return new Outcome(RestoreOptions.failure(id, end).stream().toList(), "Ended.", Map.of());
    }

    private static void show(Invocation call, Options options, RestoreId id, RestoreEnd end) {
        Map<String, NodeStatus> nodes = end.nodes();
        if (options.form.isTree()) {
            call.out().print(options.form.of(RestoreTree.of(id.value(), nodes.values(), end.notSeen())));
            return;
        }
        call.out().println("Restore " + id);
        end.plan()
                .ifPresent(plan -> call.out()
                        .println(PlanText.safe("  of cluster " + plan.cluster().name() + " to "
                                + plan.backup()
                                        .takenAt()
                                        .map(time -> "a backup of " + time)
                                        .orElse("a snapshot") + ", revision "
                                + plan.backup().revision())));
        nodes.forEach((node, status) -> call.out()
                .println(PlanText.safe("  " + node + ": " + status.doingAndWhy()
                        + (status.trouble().isEmpty() ? "" : "; " + status.trouble())
                        + status.since().map(time -> " (since " + time + ")").orElse(""))));
        end.notSeen()
                .forEach((node, why) ->
                        call.out().println(PlanText.safe("  " + node + ": could not be looked at: " + why)));
        if (end.notSeen().isEmpty() && nodes.values().stream().allMatch(NodeStatus::staged)) {
            call.out().println("Go on with: kubectl etcdbr restore --continue " + id);
        }
    }

    private static Options options(Settings settings, Invocation call) {
        return new Options(
                ClusterOptions.from(settings), RestoreOptions.id(settings, call), OutputForm.withoutName(settings));
    }
}
