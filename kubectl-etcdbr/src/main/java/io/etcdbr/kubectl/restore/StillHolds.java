package io.etcdbr.kubectl.restore;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.format.MemberId;
import io.etcdbr.members.MemberReport;
import io.etcdbr.members.MembersReport;
import io.etcdbr.restore.plan.Participant;
import io.etcdbr.restore.plan.RestorePlan;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether a plan made earlier still fits etcd. What is on the nodes is checked there. */
final class StillHolds {
    private StillHolds() {}

    /** @throws EtcdbrException if the members are others, or too much was written since */
    static void require(RestorePlan plan, MembersReport etcd) {
        if (!etcd.etcdClusterId().equals(plan.etcd().oldClusterId())) {
            throw refused(
                    plan,
                    "etcd's cluster id is " + etcd.etcdClusterId() + " now, and was "
                            + plan.etcd().oldClusterId());
        }
        Set<MemberId> planned =
                plan.participants().stream().map(Participant::oldMemberId).collect(Collectors.toSet());
        Set<MemberId> answering = etcd.members().stream()
                .filter(report -> report.answer().isPresent())
                .map(report -> report.member().id())
                .collect(Collectors.toSet());
        int all = plan.participants().size() + plan.absent().size();
        if (!answering.equals(planned) || etcd.members().size() != all) {
            throw refused(
                    plan,
                    "etcd's members are others: " + answering.size() + " of "
                            + etcd.members().size() + " answer, and the plan has " + planned.size() + " of " + all);
        }
        long live = etcd.members().stream()
                .flatMap(report -> report.answer().stream())
                .mapToLong(MemberReport.Answer::revision)
                .max()
                .orElse(0);
        if (live >= plan.firstRevision()) {
            throw refused(
                    plan,
                    "etcd is at revision " + live + ", and the restored data would begin at " + plan.firstRevision());
        }
    }

    private static EtcdbrException refused(RestorePlan plan, String what) {
        return new EtcdbrException(
                ExitCode.REFUSED,
                "restore " + plan.id() + " no longer fits the cluster: " + what,
                "Remove it with 'kubectl etcdbr restore rollback " + plan.id() + "' and make a new one");
    }
}
