package io.etcdbr.kubectl.operation;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.cluster.KubeObject;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Whether a cluster can be backed up and restored. On every node on which the backup may run a pod looks, all at the same time; it
 * writes nothing but a probe to each store, which it removes again.
 */
public final class ClusterCheck {
    private static final String IMAGE = "image";

    private final Cluster cluster;
    private final Installation installation;
    private final Duration patience;
    private final Cancellation cancellation;
    private final Clock clock;

    /** @param patience how long a pod may take to start */
    public ClusterCheck(
            Cluster cluster, Installation installation, Duration patience, Cancellation cancellation, Clock clock) {
        this.cluster = cluster;
        this.installation = installation;
        this.patience = patience;
        this.cancellation = cancellation;
        this.clock = clock;
    }

    /** What became of one node. */
    private sealed interface Look {
        /** @param databaseSize of etcd, if that could be asked */
        record Seen(NodeLook look, OptionalLong databaseSize) implements Look {}

        record NotSeen(Failure why) implements Look {}
    }

    public List<Finding> run() {
        List<Finding> findings = new ArrayList<>(Permissions.check(cluster, installation.namespace()));
        findings.add(schedule());
        Map<String, Look> looks = new ConcurrentSkipListMap<>();
        try {
            List<KubeObject> nodes = nodes(findings);
            look(nodes, looks);
        } catch (EtcdbrException e) {
            cancellation.check();
            findings.add(Finding.skipped(
                    "nodes", "", e.failure().problem(), e.failure().remedy()));
        }
        cancellation.check();
        List<NodeLook> seen = new ArrayList<>();
        OptionalLong size = OptionalLong.empty();
        for (Map.Entry<String, Look> entry : looks.entrySet()) {
            switch (entry.getValue()) {
                case Look.NotSeen(Failure why) -> findings.add(notSeen(entry.getKey(), why));
                case Look.Seen(NodeLook look, OptionalLong databaseSize) -> {
                    findings.add(Finding.ok(IMAGE, entry.getKey(), installation.image() + " starts"));
                    seen.add(look);
                    size = databaseSize.isPresent() ? databaseSize : size;
                }
            }
        }
        NodeFindings judge = new NodeFindings(clock.instant(), size);
        seen.forEach(look -> findings.addAll(judge.of(look)));
        findings.addAll(judge.clocks(seen));
        return findings;
    }

    private Finding schedule() {
        String name = installation.cronJob().name();
        return installation.cronJob().isOn("spec", "suspend")
                ? Finding.failed(
                        "schedule",
                        "",
                        "the CronJob " + name + " is suspended, so no backups are made",
                        "kubectl patch cronjob " + name + " --namespace " + installation.namespace()
                                + " -p '{\"spec\":{\"suspend\":false}}'")
                : Finding.ok(
                        "schedule",
                        "",
                        "CronJob " + name + " runs at '"
                                + installation
                                        .cronJob()
                                        .text("spec", "schedule")
                                        .orElse("?") + "'");
    }

    /** The ready ones; without the right to see nodes, one that is anywhere. */
    private List<KubeObject> nodes(List<Finding> findings) {
        if (!BackupNodes.seesNode(installation)) {
            return List.of();
        }
        List<KubeObject> all;
        try {
            all = BackupNodes.list(cluster, installation);
        } catch (EtcdbrException e) {
            if (e.failure().code() != ExitCode.KUBERNETES_REFUSED) {
                throw e;
            }
            findings.add(Finding.skipped(
                    "nodes",
                    "",
                    "only one node is looked at: " + e.failure().problem(),
                    e.failure().remedy()));
            return List.of();
        }
        if (all.isEmpty()) {
            findings.add(Finding.failed(
                    "nodes",
                    "",
                    "no node fits the CronJob's node affinity, so no backup can run",
                    "Apply the overlay of your distribution, or label the control-plane nodes"));
        }
        all.stream()
                .filter(node -> !BackupNodes.isReady(node))
                .forEach(node -> findings.add(Finding.warning(
                        "nodes", node.name(), "the node is not ready, and was not looked at", "Look at the node")));
        return all.isEmpty() ? all : all.stream().filter(BackupNodes::isReady).toList();
    }

    private void look(List<KubeObject> nodes, Map<String, Look> looks) {
        if (nodes.isEmpty()) {
            looks.put("any", look(Optional.empty()));
            return;
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            nodes.forEach(node ->
                    running.add(threads.submit(() -> looks.put(node.name(), look(Optional.of(node.name()))))));
        }
    }

    private Look look(Optional<String> node) {
        boolean seesNode = BackupNodes.seesNode(installation);
        try (Session session = Session.open(
                cluster,
                installation,
                BackupNodes.pin(Session.manifest(installation), node, seesNode),
                patience,
                cancellation)) {
            List<String> line = new ArrayList<>(List.of("check", "--log-format=json", "--quiet"));
            if (seesNode) {
                line.add("--host=" + BackupNodes.HOST);
            }
            ProgramAnswer answer = ProgramAnswer.of(session::run, line, InputStream.nullInputStream());
            if (answer.tree().isEmpty()) {
                return new Look.NotSeen(
                        answer.failure("its look at the node failed").failure());
            }
            NodeLook seen =
                    new NodeLook(node.orElse(""), clock.instant(), answer.tree().get());
            ProgramAnswer members = ProgramAnswer.of(
                    session::run, List.of("members", "--output=json", "--quiet"), InputStream.nullInputStream());
            return new Look.Seen(seen, databaseSize(members));
        } catch (EtcdbrException e) {
            return new Look.NotSeen(e.failure());
        }
    }

    private static OptionalLong databaseSize(ProgramAnswer members) {
        return members.tree().stream()
                .flatMap(report -> report.parts("members").stream())
                .flatMap(member ->
                        member.part("status").number("dbSize").stream().boxed())
                .max(Comparator.naturalOrder())
                .map(OptionalLong::of)
                .orElseGet(OptionalLong::empty);
    }

    private static Finding notSeen(String node, Failure why) {
        return switch (why.code()) {
            // For want of a right; the permissions say which.
            case KUBERNETES_REFUSED -> Finding.skipped("nodes", node, why.problem(), why.remedy());
            case KUBERNETES_MISSING -> Finding.failed(IMAGE, node, why.problem(), why.remedy());
            default -> Finding.failed("nodes", node, why.problem(), why.remedy());
        };
    }
}
