package io.etcdbr.kubectl.operation;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.cluster.KubeObject;
import io.etcdbr.kubectl.operation.NodeLooking.Look;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * Whether a cluster can be backed up and restored. On every node on which the backup may run a pod looks, all at the same time; it
 * writes nothing but a probe to each store, which it removes again.
 */
public final class ClusterCheck {
    private static final String IMAGE = "image";
    private static final String NODES = "nodes";

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

    public List<Finding> run() {
        Permissions permissions = Permissions.of(cluster, installation.namespace());
        List<Finding> findings = new ArrayList<>(permissions.findings());
        findings.add(schedule());
        Map<String, Look> looks = new TreeMap<>();
        try {
            List<String> nodes = nodes(permissions, findings);
            looks.putAll(new NodeLooking(cluster, installation, patience, cancellation, clock).at(nodes));
        } catch (EtcdbrException e) {
            findings.add(
                    Finding.failed(NODES, "", e.failure().problem(), e.failure().remedy()));
        }
        cancellation.check();
        List<NodeLook> seen = new ArrayList<>();
        Set<Finding> etcd = new LinkedHashSet<>();
        OptionalLong size = OptionalLong.empty();
        for (Map.Entry<String, Look> entry : looks.entrySet()) {
            switch (entry.getValue()) {
                case Look.NotSeen(Failure why) -> findings.add(notSeen(entry.getKey(), why, permissions));
                case Look.Seen(NodeLook look, ProgramAnswer answer) -> {
                    findings.add(Finding.ok(IMAGE, entry.getKey(), installation.image() + " starts"));
                    seen.add(look);
                    EtcdFindings members = new EtcdFindings(look.node(), answer);
                    etcd.addAll(members.all());
                    size = members.databaseSize().isPresent() ? members.databaseSize() : size;
                }
            }
        }
        findings.addAll(etcd);
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

    /** The names of the ready ones; without the right to see nodes none, for one that is anywhere. */
    private List<String> nodes(Permissions permissions, List<Finding> findings) {
        if (!BackupNodes.seesNode(installation)) {
            return List.of();
        }
        List<KubeObject> all;
        try {
            all = BackupNodes.list(cluster, installation);
        } catch (EtcdbrException e) {
            if (e.failure().code() != ExitCode.KUBERNETES_REFUSED || !permissions.lackNodes()) {
                throw e;
            }
            findings.add(Finding.skipped(
                    NODES,
                    "",
                    "only one node is looked at: " + e.failure().problem(),
                    e.failure().remedy()));
            return List.of();
        }
        if (all.isEmpty()) {
            findings.add(Finding.failed(
                    NODES,
                    "",
                    "no node fits the CronJob's node affinity, so no backup can run",
                    "Apply the overlay of your distribution, or label the control-plane nodes"));
        }
        all.stream()
                .filter(node -> !BackupNodes.isReady(node))
                .forEach(node -> findings.add(Finding.warning(
                        NODES, node.name(), "the node is not ready, and was not looked at", "Look at the node")));
        return all.stream().filter(BackupNodes::isReady).map(KubeObject::name).toList();
    }

    private static Finding notSeen(String node, Failure why, Permissions permissions) {
        return switch (why.code()) {
            case KUBERNETES_MISSING -> Finding.failed(IMAGE, node, why.problem(), why.remedy());
            case KUBERNETES_REFUSED ->
                permissions.lackPods()
                        ? Finding.skipped(NODES, node, why.problem(), why.remedy())
                        // The API server lets this user make pods, but not this one: a quota, pod security, a webhook.
                        : Finding.failed(NODES, node, why.problem(), why.remedy());
            default -> Finding.failed(NODES, node, why.problem(), why.remedy());
        };
    }
}
