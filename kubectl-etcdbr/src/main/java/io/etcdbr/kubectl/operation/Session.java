package io.etcdbr.kubectl.operation;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.cluster.Kind;
import io.etcdbr.kubectl.cluster.KubeObject;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A pod like those of the backup, in which commands run that need what only those have: the stores' Secrets, their network,
 * etcd's certificates. It goes with this object; if this process dies, its deadline ends it, and the next session removes it.
 */
public final class Session implements AutoCloseable {
    /** The longest that a command may take: reading back every backup of a big store. */
    private static final long DEADLINE_SECONDS = 6 * 3600;

    private static final Memory LEAST_MEMORY = Memory.mebibytes(512);

    private static final String COMPONENT = "session";

    private final Cluster cluster;
    private final Installation installation;
    private final String pod;
    private final SessionGroup group;
    private volatile boolean closing;
    private boolean removed;

    private Session(Cluster cluster, Installation installation, String pod, SessionGroup group) {
        this.cluster = cluster;
        this.group = group;
        this.installation = installation;
        this.pod = pod;
    }

    /**
     * Makes the pod and waits until it runs.
     *
     * @param patience how long it may take
     */
    public static Session open(
            Cluster cluster, Installation installation, Duration patience, Cancellation cancellation) {
        return open(cluster, installation, manifest(installation), patience, cancellation, new SessionGroup(cluster));
    }

    /**
     * The same with another pod, one of {@link #manifest} with changes.
     *
     * @param group the other sessions of this command in this cluster
     */
    static Session open(
            Cluster cluster,
            Installation installation,
            JsonObject manifest,
            Duration patience,
            Cancellation cancellation,
            SessionGroup group) {
        cancellation.check();
        KubeObject made = cluster.create(Kind.POD, installation.namespace(), manifest);
        Session session = new Session(cluster, installation, made.name(), group);
        group.opened(session);
        // From now on a signal removes the pod, whatever this thread hangs in.
        cancellation.onCancel(() -> {
            try {
                session.close();
            } finally {
                group.cancelled(session);
            }
        });
        try {
            new PodStart(cluster, installation.namespace(), made.name()).await(patience, cancellation);
            return session;
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /**
     * Runs the job's program with these arguments, the words of a verb first, for the installation's stores.
     *
     * @return its exit code
     */
    public int run(List<String> arguments, InputStream in, OutputStream out, OutputStream err) {
        List<String> command = new ArrayList<>(installation.program());
        command.addAll(arguments);
        String container = installation.container().text("name").orElse("");
        try {
            return cluster.exec(installation.namespace(), pod, container, command, in, out, err);
        } catch (EtcdbrException e) {
            throw e.failure().code() == ExitCode.KUBERNETES_UNREACHABLE ? moreTelling(e) : e;
        }
    }

    /** A connection that broke off says less than what befell the pod. */
    private EtcdbrException moreTelling(EtcdbrException broken) {
        if (isClosed()) {
            return broken;
        }
        try {
            Optional<KubeObject> now = cluster.find(Kind.POD, installation.namespace(), pod);
            if (now.isEmpty()) {
                return new EtcdbrException(
                        new Failure(
                                ExitCode.KUBERNETES_UNREACHABLE,
                                "pod " + pod + " was removed while a command ran in it",
                                "Try again; 'kubectl get events' in namespace " + installation.namespace()
                                        + " may tell who removed it"),
                        broken);
            }
            return PodTrouble.lasting(now.get())
                    .map(failure -> new EtcdbrException(failure, broken))
                    .orElse(broken);
        } catch (EtcdbrException e) {
            return broken;
        }
    }

    boolean isClosed() {
        return closing;
    }

    /** Removes the pod, and with it what still runs there; may be tried again if it fails. */
    @Override
    public void close() {
        closing = true;
        remove();
    }

    private synchronized void remove() {
        if (!removed) {
            cluster.delete(Kind.POD, installation.namespace(), pod);
            removed = true;
            group.closed(this);
        }
    }

    /** Removes the pods of sessions whose process died before it could; what fails here fails nothing else. */
    public static void removeLeftovers(Cluster cluster, Installation installation) {
        Leftovers.remove(cluster, installation, COMPONENT);
    }

    /** For {@link #open}, and for whoever wants to know what it makes. */
    public static JsonObject manifest(Installation installation) {
        JsonObject metadata = new JsonObject();
        metadata.addProperty("generateName", "etcdbr-session-");
        metadata.add("labels", installation.labels(COMPONENT));
        metadata.add("annotations", Maker.annotations());
        metadata.add("ownerReferences", installation.owners());

        JsonObject container = installation.container().tree().deepCopy();
        JsonArray args = new JsonArray();
        args.add("wait");
        container.add("args", args);
        container.add("env", installation.environment());
        // Two programs at once: the one that waits, and the one that works. Never less than was requested.
        KubeObject limits = new KubeObject(container).part("resources", "limits");
        limits.text("memory")
                .flatMap(Memory::parse)
                .ifPresent(limit -> limits.tree()
                        .addProperty(
                                "memory", limit.times(2).atLeast(LEAST_MEMORY).text()));
        JsonArray containers = new JsonArray();
        containers.add(container);

        JsonObject spec = installation.podSpec().tree().deepCopy();
        spec.add("containers", containers);
        spec.addProperty("restartPolicy", "Never");
        spec.addProperty("activeDeadlineSeconds", DEADLINE_SECONDS);
        spec.addProperty("terminationGracePeriodSeconds", 1);

        JsonObject pod = new JsonObject();
        pod.addProperty("apiVersion", "v1");
        pod.addProperty("kind", "Pod");
        pod.add("metadata", metadata);
        pod.add("spec", spec);
        return pod;
    }
}
