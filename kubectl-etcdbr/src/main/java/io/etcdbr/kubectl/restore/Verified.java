package io.etcdbr.kubectl.restore;

import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.members.MemberReport;
import io.etcdbr.members.MembersReport;
import io.etcdbr.restore.plan.RestorePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the nodes proved of the restored etcd, and what was seen of it from here after its end. */
public final class Verified {
    private Verified() {}

    /**
     * A line each; what is wrong begins with {@code NOT}.
     *
     * @param end of a restore that came to its decision, which the nodes take only of what they proved
     */
    public static List<String> of(RestorePlan plan, RestoreEnd end) {
        List<String> lines = new ArrayList<>();
        lines.add("by the nodes before the decision: new cluster id on all members, equal HashKV, "
                + plan.backup().keys() + " keys, sample objects");
        Optional<MembersReport> etcd = end.etcd();
        if (etcd.isEmpty()) {
            lines.add("NOT from here: etcd could not be asked; see kubectl etcdbr status");
            return lines;
        }
        EtcdClusterId found = etcd.get().etcdClusterId();
        EtcdClusterId made = plan.etcd().newClusterId();
        lines.add(
                found.equals(made)
                        ? "etcd's cluster id is " + found
                        : "NOT as planned: etcd's cluster id is " + found + ", and this restore made " + made
                                + ": another restore came after it, or somebody founded etcd anew");
        long answering = etcd.get().members().stream()
                .filter(report -> report.answer().isPresent())
                .count();
        boolean all = answering == plan.participants().size()
                && etcd.get().members().size() == plan.participants().size();
        lines.add((all ? "" : "NOT all: ") + answering + " of "
                + plan.participants().size() + " members answer"
                + etcd.get().members().stream()
                        .filter(report -> report.answer()
                                .filter(MemberReport.Answer::leader)
                                .isPresent())
                        .findFirst()
                        .map(leader -> ", " + leader.name() + " leads")
                        .orElse(", NOT one leads"));
        long revision = etcd.get().members().stream()
                .flatMap(report -> report.answer().stream())
                .mapToLong(MemberReport.Answer::revision)
                .max()
                .orElse(0);
        lines.add(
                revision >= plan.firstRevision()
                        ? "revision " + revision + ", above all that were given out before"
                        : "NOT as planned: revision " + revision + ", expected at least " + plan.firstRevision()
                                + ", above all that were given out before");
        lines.add(
                etcd.get().alarms().isEmpty()
                        ? "no alarm"
                        : "NOT without alarms: " + etcd.get().alarms());
        return lines;
    }
}
