package io.etcdbr.kubectl.preflight;

import io.etcdbr.members.MemberReport;
import io.etcdbr.topology.NodeFacts;
import java.util.List;
import java.util.stream.Collectors;

/** What forbids nothing and should be known before. */
final class ConsequenceChecks {
    private ConsequenceChecks() {}

    static void run(Facts facts, Findings findings) {
        if (!facts.backup().foreignPrefixes().isEmpty()) {
            findings.warn(
                    Check.OTHER_KEYS,
                    "etcd holds more than Kubernetes' objects, which goes back too: "
                            + String.join(", ", facts.backup().foreignPrefixes()),
                    "Stop who writes them, or restart it afterwards");
        }
        List<String> overrides = NodeChecks.participants(facts).stream()
                .flatMap(node -> node.apiServer().stream())
                .flatMap(server -> server.etcdOverrides().stream())
                .distinct()
                .toList();
        if (!overrides.isEmpty()) {
            findings.warn(
                    Check.OTHER_KEYS,
                    "some resources are kept in another etcd, which does not go back: " + String.join(", ", overrides),
                    "Restore that one too if it must fit");
        }
        if (!facts.backup().closedWebhooks().isEmpty()) {
            findings.warn(
                    Check.WEBHOOKS,
                    "admission webhooks in the backup refuse everything as long as they do not answer: "
                            + facts.backup().closedWebhooks().stream()
                                    .map(webhook -> webhook.name() + " (" + webhook.asks() + ")")
                                    .collect(Collectors.joining(", ")),
                    "If nothing can be made after the restore, remove their configuration: kubectl delete"
                            + " validatingwebhookconfiguration,mutatingwebhookconfiguration NAME");
        }
        // What is damaged is refused for that.
        facts.backup()
                .whyNotAllObjects()
                .filter(_ -> !findings.refused(Check.VERIFICATION))
                .ifPresent(why -> findings.warn(
                        Check.WEBHOOKS,
                        "Jobs, CronJobs and admission webhooks in the backup could not all be read, so it is not known which of"
                                + " them run again or refuse everything: " + why,
                        "Look at them after the restore: " + BackupFacts.SHOWS_OBJECTS));
        linked(facts, findings);
        long live = facts.etcd().members().stream()
                .flatMap(report -> report.answer().stream())
                .mapToLong(MemberReport.Answer::revision)
                .max()
                .orElse(0);
        facts.backup()
                .database()
                .filter(database -> database.revision() > live)
                .ifPresent(database -> findings.warn(
                        Check.CLUSTER,
                        "the backup's revision " + database.revision() + " is above the live one, " + live
                                + ": the cluster went back before without a bump",
                        "Controllers may hold newer state than the cluster has; restart them afterwards"));
    }

    private static void linked(Facts facts, Findings findings) {
        for (NodeFacts node : NodeChecks.participants(facts)) {
            node.etcd()
                    .flatMap(NodeFacts.EtcdFacts::data)
                    .filter(NodeFacts.DataFolder::symlink)
                    .ifPresent(data -> findings.holds(
                            Check.NODES,
                            "the data directory " + data.path() + " of " + node.node() + " is a link to "
                                    + data.realPath()));
        }
    }
}
