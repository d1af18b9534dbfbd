package io.etcdbr.kubectl.stager;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.cluster.Kind;
import io.etcdbr.kubectl.operation.Installation;
import io.etcdbr.kubectl.operation.Leftovers;
import io.etcdbr.kubectl.operation.PodStart;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A stager pod on each of several nodes. They go with this object; if this process dies, their deadline ends them, and the next
 * command removes them.
 */
public final class Stagers implements AutoCloseable {
    private final Cluster cluster;
    private final Installation installation;
    private final Map<String, Stager> made = new ConcurrentHashMap<>();
    private final Map<String, Stager> running = new ConcurrentSkipListMap<>();
    private final Map<String, Failure> missing = new ConcurrentSkipListMap<>();

    private Stagers(Cluster cluster, Installation installation) {
        this.cluster = cluster;
        this.installation = installation;
    }

    /**
     * Removes what a command left that died, makes a pod on each node, all at the same time, and waits for them. A node on which none starts is {@link #missing()}.
     *
     * @param patience how long one may take
     * @throws EtcdbrException if the API refuses such pods, or the work is cancelled
     */
    public static Stagers open(
            Cluster cluster,
            Installation installation,
            Collection<String> nodes,
            Duration patience,
            Cancellation cancellation) {
        removeLeftovers(cluster, installation);
        Stagers stagers = new Stagers(cluster, installation);
        try {
            for (String node : nodes) {
                cancellation.check();
                stagers.make(node);
            }
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                stagers.made
                        .values()
                        .forEach(stager -> threads.execute(() -> stagers.await(stager, patience, cancellation)));
            }
            cancellation.check();
            return stagers;
        } catch (RuntimeException e) {
            stagers.close();
            throw e;
        }
    }

    private void make(String node) {
        try {
            String pod = cluster.create(Kind.POD, installation.namespace(), StagerManifest.of(installation, node))
                    .name();
            made.put(node, new Stager(cluster, installation, node, pod));
        } catch (EtcdbrException e) {
            throw e.failure().problem().contains("PodSecurity") ? notPrivileged(e) : e;
        }
    }

    private EtcdbrException notPrivileged(EtcdbrException refused) {
        return new EtcdbrException(
                new Failure(
                        ExitCode.KUBERNETES_REFUSED,
                        refused.failure().problem(),
                        "A restore needs privileged pods; allow them in this namespace: kubectl label namespace "
                                + installation.namespace()
                                + " --overwrite pod-security.kubernetes.io/enforce=privileged"),
                refused);
    }

    private void await(Stager stager, Duration patience, Cancellation cancellation) {
        try {
            new PodStart(cluster, installation.namespace(), stager.pod()).await(patience, cancellation);
            running.put(stager.node(), stager);
        } catch (EtcdbrException e) {
            missing.put(stager.node(), e.failure());
        }
    }

    /** By node. */
    public Map<String, Stager> running() {
        return new TreeMap<>(running);
    }

    /** Nodes without a running pod, and why. */
    public Map<String, Failure> missing() {
        return new TreeMap<>(missing);
    }

    public Optional<Stager> on(String node) {
        return Optional.ofNullable(running.get(node));
    }

    /** Removes all; the first failure is thrown after all were tried. What could not be removed is tried again by the next call. */
    @Override
    public synchronized void close() {
        List<EtcdbrException> failures = new ArrayList<>();
        running.clear();
        for (Stager stager : List.copyOf(made.values())) {
            try {
                stager.remove();
                made.remove(stager.node());
            } catch (EtcdbrException e) {
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
    }

    /** What fails here fails nothing else. */
    private static void removeLeftovers(Cluster cluster, Installation installation) {
        Leftovers.remove(cluster, installation, StagerManifest.COMPONENT);
    }
}
