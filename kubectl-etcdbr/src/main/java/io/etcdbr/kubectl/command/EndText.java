package io.etcdbr.kubectl.command;

import io.etcdbr.kubectl.restore.Downtime;
import io.etcdbr.kubectl.restore.NodeStatus;
import io.etcdbr.kubectl.restore.Preparation;
import io.etcdbr.kubectl.restore.RestoreEnd;
import io.etcdbr.kubectl.restore.Restoring;
import io.etcdbr.kubectl.restore.Verified;
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
        RestoreEnd end = ended.end();
        if (!end.restored()) {
            lines.add("");
            for (NodeStatus status : end.nodes().values()) {
                lines.add(status.node() + ": " + status.doingAndWhy());
            }
            end.notSeen().forEach((node, why) -> lines.add(node + ": could not be looked at: " + why));
        }
        report(lines, ended.plan(), end, ended.preparation());
        return text(lines);
    }

    /** For whoever was shown the nodes' states, and has what the nodes know and nothing of what was seen before GO. */
    String withoutStates(RestorePlan plan, RestoreEnd end) {
        List<String> lines = new ArrayList<>();
        report(lines, plan, end, Optional.empty());
        return text(lines);
    }

    private void report(List<String> lines, RestorePlan plan, RestoreEnd end, Optional<Preparation> preparation) {
        lines.add("");
        if (end.restored()) {
            lines.add("Restored."
                    + (end.outage().isZero()
                            ? ""
                            : " The API was away for " + Downtime.inWords(end.outage()) + ", seen from here."));
            lines.add("");
            lines.add("Verified");
            Verified.of(plan, end).forEach(line -> lines.add("  " + line));
            lines.add("");
            lines.add("Look at");
            end.notSeen()
                    .forEach((node, why) -> lines.add("  - node " + node + " could not be looked at: " + why
                            + "; if it joined after the backup: systemctl restart kubelet there"));
            LookAt.of(preparation).forEach(line -> lines.add("  - " + line));
            lines.add("");
        }
        lines.addAll(new OldData(plan, end, now).lines());
    }

    private static String text(List<String> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(PlanText.safe(line)).append('\n'));
        return text.toString();
    }
}
