package io.etcdbr.kubectl.command;

import io.etcdbr.command.Invocation;
import io.etcdbr.command.Outcome;
import io.etcdbr.command.Verb;
import io.etcdbr.config.Setting;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.restore.ClusterReading;
import io.etcdbr.kubectl.restore.NodeStatus;
import io.etcdbr.kubectl.restore.RestoresOnNodes;
import io.etcdbr.kubectl.stager.Stagers;
import io.etcdbr.restore.plan.RestoreId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** {@code kubectl etcdbr restore clean}. */
final class RestoreCleanVerb implements Verb {
    private final Function<ClusterOptions, Cluster> clusters;
    private final Function<Invocation, TerminalConversation.Questions> questions;

    private record Options(ClusterOptions cluster, Optional<RestoreId> id, boolean sure) {}

    RestoreCleanVerb() {
        this(ClusterOptions::open, TerminalConversation.Questions::of);
    }

    RestoreCleanVerb(
            Function<ClusterOptions, Cluster> clusters,
            Function<Invocation, TerminalConversation.Questions> questions) {
        this.clusters = clusters;
        this.questions = questions;
    }

    @Override
    public String name() {
        return "restore clean";
    }

    @Override
    public String summary() {
        return "Remove what an ended restore left on the nodes: the data from before, and its journal";
    }

    @Override
    public List<String> description() {
        return List.of(
                "After this there is no way back to the data from before the restore. Only a restore that has ended on all"
                        + " nodes is cleaned.");
    }

    @Override
    public List<String> examples() {
        return List.of("restore clean r20261120t143005-7f3a9c");
    }

    @Override
    public List<Argument> arguments() {
        return List.of(Argument.required("ID", "The restore."));
    }

    @Override
    public List<Setting> settings() {
        return Stream.concat(ClusterOptions.USED.stream(), Stream.of(Setting.YES))
                .toList();
    }

    @Override
    public List<Setting> onlyTyped() {
        return List.of(Setting.YES);
    }

    @Override
    public Outcome run(Invocation call) {
        Options options = call.settings()
                .read(settings -> new Options(
                        ClusterOptions.from(settings), RestoreOptions.id(settings, call), settings.isOn(Setting.YES)));
        RestoreId id = options.id().orElseThrow();
        try (Cluster cluster = clusters.apply(options.cluster())) {
            call.cancellation().onCancel(cluster::cancel);
            ClusterReading reading = ClusterReading.of(cluster);
            try (Stagers stagers =
                    RestoreOptions.pods(cluster, options.cluster()).on(reading.controlPlane(), call.cancellation())) {
                RestoresOnNodes restores = RestoresOnNodes.of(stagers);
                restores.named(Optional.of(id));
                Map<String, NodeStatus> nodes = restores.of(id);
                List<NodeStatus> underWay = nodes.values().stream()
                        .filter(status -> !status.ended())
                        .toList();
                if (!underWay.isEmpty()) {
                    throw new EtcdbrException(
                            ExitCode.REFUSED,
                            "restore " + id + " has not ended on "
                                    + underWay.getFirst().node() + "; its state is "
                                    + underWay.getFirst().state()
                                    + underWay.getFirst()
                                            .recovering()
                                            .map(step -> ", and " + step.words())
                                            .orElse(""),
                            "Look at it with 'kubectl etcdbr restore status " + id + "'");
                }
                Map<String, String> unreached = restores.notSeen(id);
                ask(call, options, id, nodes, unreached);
                Optional<String> keysLeft = restores.clean(id);
                call.out()
                        .println("Removed what restore " + id + " left on " + String.join(", ", nodes.keySet()) + ".");
                List<Failure> failures = new ArrayList<>(
                        RestoreOptions.unreached(
                                unreached,
                                ", and what restore " + id + " left there is still there",
                                "Say it again once the node can be reached, or remove there by hand what docs/restore.md names"));
                keysLeft.map(why -> keysLeft(id, why)).ifPresent(failures::add);
                return new Outcome(failures, "Cleaned.", Map.of());
            }
        } catch (EtcdbrException e) {
            return RestoreOptions.stopped(
                    call,
                    e,
                    "stopped; what restore " + id + " left may be removed on some nodes and not on others",
                    "Say it again: kubectl etcdbr restore clean " + id);
        }
    }

    private static Failure keysLeft(RestoreId id, String why) {
        return new Failure(
                ExitCode.KUBERNETES_UNREACHABLE,
                why,
                "Once every node has ended and etcd answers, remove them on a control-plane node: etcdctl del --prefix /etcdbr/"
                        + id + "/");
    }

    private void ask(
            Invocation call,
            Options options,
            RestoreId id,
            Map<String, NodeStatus> nodes,
            Map<String, String> unreached) {
        if (options.sure) {
            return;
        }
        TerminalConversation.Questions person = questions.apply(call);
        if (!person.possible()) {
            throw new EtcdbrException(
                    ExitCode.USAGE,
                    "this removes the only way back to the data from before restore " + id
                            + ", and standard input is no terminal to confirm it",
                    "Say --yes if nobody is there to ask");
        }
        String typed = person.ask("This removes the data from before restore " + id + " on "
                + String.join(", ", nodes.keySet())
                + (unreached.isEmpty() ? "" : ", and not on " + String.join(", ", unreached.keySet()))
                + ". Type yes: ");
        if (!typed.strip().equals("yes")) {
            throw new EtcdbrException(ExitCode.REFUSED, "not confirmed; nothing was removed", "");
        }
    }
}
