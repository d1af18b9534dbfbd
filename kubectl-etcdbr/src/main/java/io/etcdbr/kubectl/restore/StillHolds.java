package io.etcdbr.kubectl.restore;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.format.MemberId;
import io.etcdbr.members.MemberReport;
import io.etcdbr.members.MembersReport;
import io.etcdbr.restore.plan.ManifestFile;
import io.etcdbr.restore.plan.Participant;
import io.etcdbr.restore.plan.RestorePlan;
import io.etcdbr.topology.NodeFacts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether a plan made earlier still fits etcd and the manifests that it moves. What is staged is checked on the nodes. */
final class StillHolds {
    private StillHolds() {}

    /** @throws EtcdbrException if the members are others, too much was written since, or a manifest is another */
    static void require(RestorePlan plan, MembersReport etcd, Map<String, NodeFacts> nodes) {
        etcd(plan, etcd);
        for (Participant participant : plan.participants()) {
            List<NodeFacts.Manifest> found = Optional.ofNullable(nodes.get(participant.node())).stream()
                    .flatMap(node -> node.manifests().stream())
                    .toList();
            for (ManifestFile manifest : participant.manifests().all()) {
                boolean same = found.stream()
                        .anyMatch(now -> now.path().equals(manifest.path())
                                && now.sha256().equals(manifest.sha256().hex()));
                if (!same) {
                    throw refused(
                            plan, "the manifest " + manifest.path() + " on " + participant.node() + " was changed");
                }
            }
        }
    }

    private static void etcd(RestorePlan plan, MembersReport etcd) {
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
