package io.etcdbr.kubectl.operation;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.kubectl.cluster.Cluster;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Looks at nodes by a pod on each, all at the same time. */
final class NodeLooking {
    /** What a node is called of which only is known that the backup may run there. */
    private static final String ANY = "any";

    private final Cluster cluster;
    private final Installation installation;
    private final Duration patience;
    private final Cancellation cancellation;
    private final Clock clock;
    private final SessionGroup sessions;

    /** @param patience how long a pod may take to start */
    NodeLooking(Cluster cluster, Installation installation, Duration patience, Cancellation cancellation, Clock clock) {
        this.cluster = cluster;
        this.installation = installation;
        this.patience = patience;
        this.cancellation = cancellation;
        this.clock = clock;
        this.sessions = new SessionGroup(cluster);
    }

    /** What became of one node. */
    sealed interface Look {
        /** @param members what {@code etcdbr-job members} said there */
        record Seen(NodeLook look, ProgramAnswer members) implements Look {}

        record NotSeen(Failure why) implements Look {}
    }

    /**
     * Looks at them.
     *
     * @param nodes by name; empty for one that Kubernetes chooses
     * @return by node, one for each of them
     */
    Map<String, Look> at(List<String> nodes) {
        Map<String, Look> looks = new LinkedHashMap<>();
        if (nodes.isEmpty()) {
            looks.put(ANY, at(Optional.empty()));
            return looks;
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<String, Future<Look>> running = new LinkedHashMap<>();
            nodes.forEach(node -> running.put(node, threads.submit(() -> at(Optional.of(node)))));
            running.forEach((node, look) -> looks.put(node, ended(look)));
        }
        return looks;
    }

    private static Look ended(Future<Look> look) {
        try {
            return look.get();
        } catch (ExecutionException e) {
            return new Look.NotSeen(new Failure(
                    ExitCode.INTERNAL,
                    "the look at it failed by a mistake of this program (" + e.getCause() + ")",
                    "Report it, and look at the node by other means"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EtcdbrException(ExitCode.INTERRUPTED, "looking at nodes was interrupted", "");
        }
    }

    private Look at(Optional<String> node) {
        BackupNodes.Sight sight = BackupNodes.sight(installation);
        try {
            return at(node, sight);
        } catch (EtcdbrException e) {
            if (sight != BackupNodes.Sight.DATA_AND_MANIFESTS
                    || !mayWantManifests(e.failure())
                    || cancellation.reason().isPresent()) {
                return new Look.NotSeen(e.failure());
            }
        }
        try {
            return at(node, BackupNodes.Sight.DATA);
        } catch (EtcdbrException e) {
            return new Look.NotSeen(e.failure());
        }
    }

    /** A pod that mounts a directory which is not there stays in ContainerCreating; the warning that says so may be hidden from us. */
    private static boolean mayWantManifests(Failure failure) {
        return failure.problem().contains(BackupNodes.MANIFESTS)
                || failure.problem().contains("ContainerCreating")
                        && !failure.problem().contains(PodStart.LAST_WARNING);
    }

    private Look at(Optional<String> node, BackupNodes.Sight sight) {
        try (Session session = Session.open(
                cluster,
                installation,
                BackupNodes.pin(Session.manifest(installation), node, sight),
                patience,
                cancellation,
                sessions)) {
            List<String> line = new ArrayList<>(List.of("check", "--log-format=json", "--quiet"));
            if (sight != BackupNodes.Sight.NOTHING) {
                line.add("--host=" + BackupNodes.HOST);
            }
            Instant asked = clock.instant();
            ProgramAnswer answer = ProgramAnswer.of(session::run, line, InputStream.nullInputStream());
            if (answer.tree().isEmpty()) {
                throw answer.failure("its look at the node failed");
            }
            NodeLook seen = new NodeLook(
                    node.orElse(""), asked, clock.instant(), answer.tree().get());
            return new Look.Seen(
                    seen,
                    ProgramAnswer.of(
                            session::run,
                            List.of("members", "--output=json", "--quiet"),
                            InputStream.nullInputStream()));
        }
    }
}
