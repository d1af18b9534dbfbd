package io.etcdbr.kubectl.command;

import io.etcdbr.command.GivenWay;
import io.etcdbr.command.Invocation;
import io.etcdbr.command.Outcome;
import io.etcdbr.command.SharedVerb;
import io.etcdbr.command.Verb;
import io.etcdbr.command.VerbWords;
import io.etcdbr.config.Setting;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.operation.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A verb of all programs: where a store is named, done here; else done in a pod of the cluster, which has the route to the
 * cluster's stores and their keys.
 */
final class InClusterVerb implements SharedVerb {
    /** 128 and SIGKILL. */
    private static final int KILLED = 137;

    private final Function<ClusterOptions, Cluster> clusters;
    private final Verb verb;
    private final List<String> always;
    private final List<String> examples;

    /** @param examples for the cluster's own stores */
    InClusterVerb(Function<ClusterOptions, Cluster> clusters, Verb verb, String... examples) {
        this(clusters, verb, List.of(), examples);
    }

    /** @param always what the program in the pod is told besides */
    InClusterVerb(Function<ClusterOptions, Cluster> clusters, Verb verb, List<String> always, String... examples) {
        this.clusters = clusters;
        this.verb = verb;
        this.always = always;
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
        if (verb.settings().contains(Setting.OBJECT_NAMESPACE)) {
            all.add(
                    "In a pod, objects are looked for in the namespace of the kubeconfig's context where another is not said.");
        }
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
    public String meaning(Setting setting) {
        return verb.meaning(setting);
    }

    @Override
    public List<Argument> arguments() {
        return verb.arguments();
    }

    @Override
    public Outcome run(Invocation call) {
        return isLocal(call) ? verb.run(call) : inCluster(call);
    }

    private InCluster cluster(Invocation call) {
        boolean deletes = verb.settings().contains(Setting.DRY_RUN);
        if (deletes && call.settings().isGiven(Setting.STORES)) {
            call.settings().read(settings -> {
                settings.problem(
                        Setting.STORES,
                        "it is not clear which stores are meant, these or the cluster's, and '" + name()
                                + "' deletes: name them with --store, or leave this out for the cluster's");
                return call;
            });
        }
        return InCluster.of(call, clusters);
    }

    private boolean isLocal(Invocation call) {
        return namesStore(call)
                || IntStream.range(
                                0,
                                Math.min(
                                        verb.arguments().size(),
                                        call.arguments().size()))
                        .filter(i -> verb.arguments().get(i).form().matches(".*(BACKUP|FILE).*"))
                        .anyMatch(i -> isFile(call.arguments().get(i)));
    }

    /** Only on the command line: where a backup is looked for, and deleted, hangs on nothing that one does not see. */
    static boolean namesStore(Invocation call) {
        return call.flags().containsKey(Setting.STORES);
    }

    /** As all programs have it: backups' ids hold no slash. */
    private static boolean isFile(String argument) {
        return argument.contains("/") || argument.endsWith(".db");
    }

    @Override
    public Outcome sharing(Invocation call, Function<Verb, Outcome> work) {
        return isLocal(call)
                ? work.apply(verb)
                : cluster(call)
                        .session(
                                (cluster, _, session) -> work.apply(new InSession(this, session, cluster.namespace())));
    }

    /** The verb in a pod that is there already. */
    private record InSession(InClusterVerb of, Session session, Optional<String> namespace) implements Verb {
        @Override
        public String name() {
            return of.name();
        }

        @Override
        public String summary() {
            return of.summary();
        }

        @Override
        public List<String> description() {
            return of.description();
        }

        @Override
        public List<String> examples() {
            return of.examples();
        }

        @Override
        public List<Setting> settings() {
            return of.settings();
        }

        @Override
        public Outcome run(Invocation call) {
            return of.run(session, of.arguments(call), namespace, call);
        }
    }

    private Outcome inCluster(Invocation call) {
        // What is wrong with files of this machine is said before a pod is made.
        ArgumentsForPod arguments = arguments(call);
        return cluster(call).session((cluster, _, session) -> run(session, arguments, cluster.namespace(), call));
    }

    private ArgumentsForPod arguments(Invocation call) {
        return ArgumentsForPod.of(call, verb.settings());
    }

    private Outcome run(Session session, ArgumentsForPod arguments, Optional<String> namespace, Invocation call) {
        List<String> line = Stream.of(
                        VerbWords.words(verb),
                        always,
                        ObjectNamespace.arguments(verb, call, namespace),
                        arguments.arguments())
                .flatMap(List::stream)
                .toList();
        // The progress of the program in the pod is shown here as well, and comes by another way than the results.
        int code = session.run(line, arguments.input(), new GivenWay(call.out(), call.progress()), call.err());
        return code == 0 ? Outcome.done("Done in the cluster.") : Outcome.endedElsewhere(exitCode(code));
    }

    private static ExitCode exitCode(int code) {
        return Arrays.stream(ExitCode.values())
                .filter(known -> known.number() == code)
                .findFirst()
                .orElseThrow(() -> new EtcdbrException(
                        ExitCode.KUBERNETES_UNREACHABLE,
                        "the program in the pod ended with exit code " + code + ", which is none of its own"
                                + (code == KILLED ? ": it was killed, most likely for want of memory" : ""),
                        code == KILLED
                                ? "Raise the memory limit of the CronJob's container: this pod has twice that, and at least 512Mi"
                                : "See whether the CronJob's image is etcdbr-job of this version"));
    }
}
