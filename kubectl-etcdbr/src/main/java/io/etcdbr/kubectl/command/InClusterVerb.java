package io.etcdbr.kubectl.command;

import io.etcdbr.command.Invocation;
import io.etcdbr.command.Outcome;
import io.etcdbr.command.Verb;
import io.etcdbr.config.Setting;
import io.etcdbr.error.ExitCode;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.operation.Installation;
import io.etcdbr.kubectl.operation.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A verb of all programs: where a store is named, done here; else done in a pod of the cluster, which has the route to the
 * cluster's stores and their keys.
 */
final class InClusterVerb implements Verb {
    private final Verb verb;
    private final List<String> examples;

    /** @param examples for the cluster's own stores */
    InClusterVerb(Verb verb, String... examples) {
        this.verb = verb;
        this.examples = List.of(examples);
    }

    @Override
    public String name() {
        return verb.name();
    }

    @Override
    public String summary() {
        return verb.summary();
    }

    @Override
    public List<String> description() {
        List<String> all = new ArrayList<>(verb.description());
        all.add(
                "Without --store this runs in a short-lived pod of the cluster, with the stores of its backup CronJob. With"
                        + " --store it runs here, and no cluster is needed. Private keys reach the pod by its standard input alone.");
        return all;
    }

    @Override
    public List<String> examples() {
        return Stream.concat(examples.stream(), verb.examples().stream()).toList();
    }

    @Override
    public List<Setting> settings() {
        return Stream.concat(verb.settings().stream(), ClusterOptions.USED.stream())
                .toList();
    }

    @Override
    public List<Argument> arguments() {
        return verb.arguments();
    }

    @Override
    public Outcome run(Invocation call) {
        return isLocal(call) ? verb.run(call) : inCluster(call);
    }

    private boolean isLocal(Invocation call) {
        return call.settings().isGiven(Setting.STORES)
                || IntStream.range(
                                0,
                                Math.min(
                                        verb.arguments().size(),
                                        call.arguments().size()))
                        .filter(i -> verb.arguments().get(i).form().matches(".*(BACKUP|FILE).*"))
                        .anyMatch(i -> isFile(call.arguments().get(i)));
    }

    /** As all programs have it: backups' ids hold no slash. */
    private static boolean isFile(String argument) {
        return argument.contains("/") || argument.endsWith(".db");
    }

    private Outcome inCluster(Invocation call) {
        ClusterOptions options = call.settings().read(ClusterOptions::from);
        ArgumentsForPod arguments = ArgumentsForPod.of(call);
        int code;
        try (Cluster cluster = options.open()) {
            Installation installation = Installation.find(cluster, options.namespace(), options.cronJob());
            try (Session session = Session.open(cluster, installation, options.podTimeout(), call.cancellation())) {
                code = session.run(
                        session.withStores(verb.name(), arguments.arguments()),
                        arguments.input(),
                        call.out(),
                        call.err());
            }
            call.cancellation().check();
            Session.removeLeftovers(cluster, installation);
        }
        return code == 0 ? Outcome.done("Done in the cluster.") : Outcome.endedElsewhere(exitCode(code));
    }

    private static ExitCode exitCode(int code) {
        return Arrays.stream(ExitCode.values())
                .filter(known -> known.number() == code)
                .findFirst()
                .orElse(ExitCode.KUBERNETES_UNREACHABLE);
    }
}
