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
import java.util.Set;
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
    private static final Duration ON_ITS_WAY = Duration.ofSeconds(1);

    private final Cluster cluster;
    private final Installation installation;
    private final Reach reach;
    private final Map<String, Stager> made = new ConcurrentHashMap<>();

    /** Of which nobody knows whether they were made, or are yet to be. */
    private final Set<Stager> unanswered = ConcurrentHashMap.newKeySet();

    private final Map<String, Stager> running = new ConcurrentSkipListMap<>();
    private final Map<String, Failure> missing = new ConcurrentSkipListMap<>();

    private Stagers(Cluster cluster, Installation installation, Reach reach) {
        this.cluster = cluster;
        this.installation = installation;
        this.reach = reach;
    }

    /**
     * Removes what a command left that died, makes a pod on each node, all at the same time, and waits for them. A node on which
     * none starts is {@link #missing()}.
     *
     * @param patience how long one may take
     * @param abandoned earlier ones of this command whose pods could not be removed when it failed to open them; they are tried
     *     again, and if this fails so, it is added
     * @throws EtcdbrException if the API refuses such pods, or the work is cancelled
     */
    public static Stagers open(
            Cluster cluster,
            Installation installation,
            Reach reach,
            Collection<String> nodes,
            Duration patience,
            Cancellation cancellation,
            Collection<Stagers> abandoned) {
        removeLeftovers(cluster, installation);
        abandoned.removeIf(Stagers::triedToClose);
        Stagers stagers = new Stagers(cluster, installation, reach);
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
            if (!stagers.triedToClose()) {
                abandoned.add(stagers);
            }
            throw e;
        }
    }

    /** Remembered before it is asked for: a call that is given up or gets no answer may leave a privileged pod all the same. */
    private void make(String node) {
        String pod = StagerManifest.name();
        Stager stager = new Stager(cluster, installation, node, pod);
        made.put(node, stager);
        try {
            cluster.create(Kind.POD, installation.namespace(), StagerManifest.of(installation, node, pod, reach));
        } catch (EtcdbrException e) {
            if (e.failure().code() == ExitCode.KUBERNETES_UNREACHABLE) {
                unanswered.add(stager);
            } else {
                made.remove(node);
            }
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
        List.copyOf(made.values()).forEach(stager -> remove(stager, failures));
        if (!unanswered.isEmpty() && failures.isEmpty()) {
            // A call that was given up may be on its way yet.
            new Cancellation().pause(ON_ITS_WAY);
            List.copyOf(unanswered).forEach(stager -> remove(stager, failures));
            unanswered.clear();
        }
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
    }

    private void remove(Stager stager, List<EtcdbrException> failures) {
        try {
            stager.remove();
            made.remove(stager.node());
        } catch (EtcdbrException e) {
            failures.add(e);
        }
    }

    /** Whether all of them are removed now. */
    private boolean triedToClose() {
        try {
            close();
            return true;
        } catch (EtcdbrException e) {
            return false;
        }
    }

    /** What fails here fails nothing else. */
    private static void removeLeftovers(Cluster cluster, Installation installation) {
        Leftovers.remove(cluster, installation, StagerManifest.COMPONENT);
    }
}
