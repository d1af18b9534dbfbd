package io.etcdbr.kubectl.command;

import io.etcdbr.kubectl.preflight.BackupFacts;
import io.etcdbr.kubectl.preflight.Loss;
import io.etcdbr.kubectl.restore.NodeStatus;
import io.etcdbr.kubectl.restore.Preparation;
import io.etcdbr.kubectl.restore.Restoring;
import io.etcdbr.kubectl.restore.Verified;
import io.etcdbr.kubectl.restore.Watching;
import io.etcdbr.restore.plan.RestorePlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a restore ended, for people: what was verified, what to look at, where the old data lies.
 *
 * @param width columns; 0 where it is no terminal
 */
record EndText(int width, Instant now) {

    String of(Restoring.Result.Ended ended) {
        List<String> lines = new ArrayList<>();
        Watching.End end = ended.end();
        if (!end.restored()) {
            lines.add("");
            for (NodeStatus status : end.nodes().values()) {
                lines.add(status.node() + ": " + status.doing()
                        + (status.why().isEmpty() ? "" : ", because " + status.why()));
            }
            end.notSeen().forEach((node, why) -> lines.add(node + ": could not be looked at: " + why));
        }
        report(lines, ended.plan(), end, ended.preparation());
        return text(lines);
    }

    /** For whoever was shown the nodes' states, and has what the nodes know and nothing of what was seen before GO. */
    String withoutStates(RestorePlan plan, Watching.End end) {
        List<String> lines = new ArrayList<>();
        report(lines, plan, end, Optional.empty());
        return text(lines);
    }

    private void report(List<String> lines, RestorePlan plan, Watching.End end, Optional<Preparation> preparation) {
        lines.add("");
        if (end.restored()) {
            lines.add("Restored."
                    + (end.outage().isZero()
                            ? ""
                            : " The API was away for " + Watching.seconds(end.outage()) + ", seen from here."));
            lines.add("");
            lines.add("Verified");
            lines.add("  by the nodes before the decision: new cluster id on all members, equal HashKV, "
                    + plan.backup().keys() + " keys, sample objects");
            Verified.of(plan, end).forEach(line -> lines.add("  " + line));
            lines.add("");
            lines.add("Look at");
            end.notSeen()
                    .forEach((node, why) -> lines.add("  - node " + node + " could not be looked at: " + why
                            + "; if it joined after the backup: systemctl restart kubelet there"));
            toLookAt(preparation).forEach(line -> lines.add("  - " + line));
            lines.add("");
        }
        lines.addAll(new OldData(plan, end, now).lines());
    }

    private static String text(List<String> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(PlanText.safe(line)).append('\n'));
        return text.toString();
    }

    /** What a restore cannot set right: restore-design.md and docs/restore.md say why. */
    static List<String> toLookAt(Optional<Preparation> preparation) {
        List<String> lines = new ArrayList<>();
        preparation.flatMap(known -> known.loss()).ifPresent(loss -> {
            add(
                    lines,
                    loss.nodesForgotten(),
                    "nodes that joined since are unknown; on each: systemctl restart kubelet");
            add(
                    lines,
                    loss.nodesReturned(),
                    "nodes that were removed since are back; if they are gone: kubectl delete node");
            add(lines, loss.volumesForgotten(), "volumes made since are unknown; their storage is still there");
            add(lines, loss.volumesReturned(), "volumes deleted since are back; their storage may be gone");
            add(lines, loss.jobsAgain(), "Jobs that run again");
            add(lines, loss.cronJobs(), "CronJobs that may start what they missed");
            pods(loss).ifPresent(lines::add);
        });
        preparation
                .map(known -> known.facts().backup().closedWebhooks())
                .ifPresent(webhooks -> add(
                        lines,
                        webhooks.stream().map(BackupFacts.Webhook::name).toList(),
                        "webhooks that refuse everything while they do not answer"));
        lines.add(
                "network plugins, storage drivers and operators hold state from before: restart them, above all the network plugin"
                        + " if pods were made since");
        lines.add("tokens and certificates that were rotated since: kubectl get csr, and pods that log 'Unauthorized'");
        return lines;
    }

    private static Optional<String> pods(Loss loss) {
        return loss.resources().stream()
                .filter(resource -> resource.resource().equals("pods") && resource.total() > 0)
                .findFirst()
                .map(resource -> "pods: " + resource.lost() + " made since are ended by their kubelets, "
                        + resource.regained() + " that were gone start again where they were");
    }

    private static void add(List<String> lines, List<String> names, String meaning) {
        if (!names.isEmpty()) {
            lines.add(meaning + ": " + String.join(", ", names));
        }
    }
}
