package io.etcdbr.kubectl.preflight;

import io.etcdbr.format.Member;
import io.etcdbr.members.MemberReport;
import io.etcdbr.members.MembersReport;
import io.etcdbr.restore.plan.RestoreId;
import io.etcdbr.topology.NodeFacts;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All that a restore is decided by.
 *
 * @param etcd as its own members tell
 * @param nodes by name, those with a stager
 * @param fenced what the administrator says of nodes that do not take part, by the name of the node or the member
 * @param own the restore that is being continued, if one is
 * @param looking the node in whose pod a copy of the backup lies to be looked into; its room was measured before
 */
public record Facts(
        ClusterFacts cluster,
        MembersReport etcd,
        Map<String, NodeFacts> nodes,
        BackupFacts backup,
        Map<String, String> fenced,
        Optional<RestoreId> own,
        Optional<String> looking) {

    public Facts {
        nodes = Collections.unmodifiableMap(new TreeMap<>(nodes));
        fenced = Map.copyOf(fenced);
    }

    /** The node on which a member runs: the one whose manifest gives etcd this name. */
    public Optional<NodeFacts> nodeOf(Member member) {
        return nodes.values().stream()
                .filter(node -> node.etcd()
                        .flatMap(NodeFacts.EtcdFacts::server)
                        .filter(server -> server.name().equals(member.name()))
                        .isPresent())
                .findFirst();
    }

    /** What was said of a member's being fenced, by its name or, if no member is called so, by its node's. */
    public Optional<String> statement(Member member) {
        return Optional.ofNullable(fenced.get(member.name()))
                .or(() -> nodeOf(member)
                        .map(NodeFacts::node)
                        .filter(node -> etcd.members().stream()
                                .noneMatch(other -> other.member().name().equals(node)))
                        .map(fenced::get));
    }

    /** Whether a member takes part: it answers, its node has a stager, and nobody said that it is fenced. */
    public boolean takesPart(MemberReport report) {
        return report.answer().isPresent()
                && nodeOf(report.member()).isPresent()
                && statement(report.member()).isEmpty();
    }
}
