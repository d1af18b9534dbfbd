package io.etcdbr.kubectl.command;

import io.etcdbr.command.Invocation;
import io.etcdbr.config.Setting;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.operation.Installation;
import io.etcdbr.kubectl.operation.Session;
import java.util.function.Function;

/** Opens for a verb what it needs of the cluster, and closes it again. */
record InCluster(ClusterOptions options, Invocation call, Function<ClusterOptions, Cluster> clusters) {

    InCluster(ClusterOptions options, Invocation call) {
        this(options, call, ClusterOptions::open);
    }

    /** What is done with a session. */
    @FunctionalInterface
    interface Work<T> {
        T on(Cluster cluster, Installation installation, Session session);
    }

    static InCluster of(Invocation call, Function<ClusterOptions, Cluster> clusters) {
        return new InCluster(call.settings().read(ClusterOptions::from), call, clusters);
    }

    /** Works in a session's pod, which is gone when this returns. */
    <T> T session(Work<T> work) {
        try (Cluster cluster = clusters.apply(options)) {
            Installation installation = find(cluster);
            Thread cleaning =
                    Thread.ofVirtual().name("leftovers").start(() -> Session.removeLeftovers(cluster, installation));
            T result;
            try (Session session = Session.open(cluster, installation, options.podTimeout(), call.cancellation())) {
                result = work.on(cluster, installation, session);
            } finally {
                join(cleaning);
            }
            call.cancellation().check();
            return result;
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The installation that is meant. */
    Installation find(Cluster cluster) {
        try {
            return Installation.find(cluster, options.namespace(), options.cronJob());
        } catch (EtcdbrException e) {
            Failure failure = e.failure();
            // Whoever is used to -n at the other verbs meant the CronJob's namespace.
            throw failure.code() == ExitCode.KUBERNETES_MISSING && call.flags().containsKey(Setting.OBJECT_NAMESPACE)
                    ? new EtcdbrException(
                            new Failure(
                                    failure.code(),
                                    failure.problem(),
                                    failure.remedy() + "; -n means the namespace of the objects here"),
                            e)
                    : e;
        }
    }
}
