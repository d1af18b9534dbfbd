package io.etcdbr.kubectl.preflight;

import io.etcdbr.format.Member;
import io.etcdbr.members.MemberReport;
import io.etcdbr.restore.plan.RestorePlan;
import io.etcdbr.topology.Component;
import io.etcdbr.topology.NodeFacts;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Where etcd runs, and whether enough of it can take part. */
final class ControlPlaneChecks {
    /** A kubelet that has not seen an API server since it was started does not end them. */
    private static final String SEEN_GONE =
            "see both processes gone, which kubelet does not always end (docs/restore.md, section 1)";

    private ControlPlaneChecks() {}

    static void run(Facts facts, Findings findings) {
        distribution(facts, findings);
        topology(facts, findings);
        members(facts, findings);
    }

    private static void distribution(Facts facts, Findings findings) {
        facts.cluster()
                .runsItself()
                .ifPresent(known -> findings.refuse(
                        Check.DISTRIBUTION,
                        "the nodes run " + known.text(),
                        "a control plane whose manifests nobody else writes",
                        "Restore with its own command: " + known.command()));
        for (NodeFacts node : facts.nodes().values()) {
            for (NodeFacts.Distribution found : node.distributions()) {
                findings.refuse(
                        Check.DISTRIBUTION,
                        "node " + node.node() + " runs " + found.name() + " (" + found.evidence() + ")",
                        "a control plane whose manifests nobody else writes",
                        "Restore with its own command: " + found.command());
            }
        }
    }

    private static void topology(Facts facts, Findings findings) {
        Set<String> withEtcd = new TreeSet<>();
        for (NodeFacts node : facts.nodes().values()) {
            if (node.etcd().isEmpty() && node.apiServer().isEmpty()) {
                continue;
            }
            if (node.etcd().flatMap(NodeFacts.EtcdFacts::server).isEmpty()) {
                withoutEtcd(facts, node, findings);
                continue;
            }
            List<String> missing = Arrays.stream(Component.values())
                    .filter(component ->
                            node.manifests().stream().noneMatch(manifest -> manifest.component() == component))
                    .map(Component::program)
                    .toList();
            if (!missing.isEmpty()) {
                findings.refuse(
                        Check.TOPOLOGY,
                        "node " + node.node() + " has no static manifest of " + String.join(", ", missing),
                        "all four components as static pods on each node with a member",
                        "Put the manifests back, or replace the node first");
            }
            EtcdOfApiServerChecks.run(facts, node, findings);
            withEtcd.add(node.node());
        }
        if (withEtcd.isEmpty()) {
            findings.refuse(
                    Check.TOPOLOGY,
                    "no control-plane node runs etcd as a static pod",
                    "etcd as a static pod on each control-plane node",
                    "Restore by hand, as docs/restore.md describes for etcd outside the cluster");
        } else if (!findings.refused(Check.TOPOLOGY)) {
            findings.holds(
                    Check.TOPOLOGY,
                    "etcd " + versions(facts) + " as static pods on " + String.join(", ", withEtcd)
                            + ", the API servers beside it");
        }
    }

    private static void withoutEtcd(Facts facts, NodeFacts node, Findings findings) {
        String runs = node.etcd()
                .flatMap(NodeFacts.EtcdFacts::systemdUnit)
                .map(unit -> "etcd as the systemd unit " + unit)
                .orElse("an API server without an etcd as static pod beside it");
        boolean fenced = node.etcd().isEmpty()
                && facts.etcd().members().stream()
                        .anyMatch(report -> report.answer().isEmpty()
                                && facts.nodeOf(report.member()).isEmpty());
        // Nobody would stop that API server in the restore, whichever etcd it uses.
        findings.refuse(
                Check.TOPOLOGY,
                "node " + node.node() + " runs " + runs,
                "etcd as a static pod on each control-plane node with an API server",
                fenced
                        ? "If its member is fenced by taking its etcd.yaml away, move kube-apiserver.yaml out of kubelet's"
                                + " folder on " + node.node() + ", too, " + SEEN_GONE + ", and try again"
                        : "Restore by hand, as docs/restore.md describes for etcd outside the cluster");
    }

    private static String versions(Facts facts) {
        return facts.etcd().members().stream()
                .flatMap(member -> member.answer().stream())
                .map(MemberReport.Answer::version)
                .distinct()
                .sorted()
                .collect(Collectors.joining(" and "));
    }

    private static void members(Facts facts, Findings findings) {
        List<MemberReport> all = facts.etcd().members();
        long learners = all.stream().filter(report -> report.member().learner()).count();
        if (learners > 0) {
            String names = all.stream()
                    .filter(report -> report.member().learner())
                    .map(MemberReport::name)
                    .collect(Collectors.joining(", "));
            findings.refuse(
                    Check.MEMBERS,
                    "etcd has a learner: " + names,
                    "voting members only: the restored etcd would make it a voter",
                    "Promote it or remove it with etcdctl member promote|remove, then try again");
        }
        if (all.stream().noneMatch(MemberReport::leads)) {
            findings.refuse(
                    Check.MEMBERS,
                    "etcd has no leader",
                    "a quorum, by which the nodes agree on the restore",
                    "Bring a majority of the members up; if that is impossible, restore by hand: docs/restore.md");
        }
        all.forEach(report -> member(facts, report, findings));
        fencedInVain(facts, findings);
        long participants = all.stream().filter(facts::takesPart).count();
        if (participants < RestorePlan.majority(all.size())) {
            findings.refuse(
                    Check.MEMBERS,
                    participants + " of " + all.size() + " members can take part",
                    "at least " + RestorePlan.majority(all.size())
                            + ", so that the others can never be a cluster of their own",
                    "Bring more members up, or restore by hand: docs/restore.md");
        } else if (!findings.refused(Check.MEMBERS)) {
            if (RestorePlan.quorumsIntersect((int) participants, all.size())) {
                findings.holds(
                        Check.MEMBERS,
                        participants == all.size()
                                ? "all " + participants + " answer, with a leader, and none is a learner"
                                : participants + " of " + all.size() + " take part, the others are fenced");
            } else {
                byFencingAlone(facts, (int) participants, findings);
            }
        }
    }

    private static void fencedInVain(Facts facts, Findings findings) {
        List<String> names = facts.etcd().members().stream()
                .map(report -> report.member().name())
                .filter(name -> !name.isEmpty())
                .toList();
        Set<String> nodes = facts.etcd().members().stream()
                .flatMap(report -> facts.nodeOf(report.member()).stream())
                .map(NodeFacts::node)
                .collect(Collectors.toSet());
        for (String name : new TreeSet<>(facts.fenced().keySet())) {
            if (!names.contains(name) && !nodes.contains(name)) {
                findings.refuse(
                        Check.MEMBERS,
                        "--fenced names '" + name + "', and etcd has no such member",
                        "one of the members " + String.join(", ", names),
                        "Name the member that is fenced, or leave this --fenced out");
            }
        }
    }

    private static void byFencingAlone(Facts facts, int participants, Findings findings) {
        List<MemberReport> all = facts.etcd().members();
        int enough = IntStream.rangeClosed(participants, all.size())
                .filter(more -> RestorePlan.quorumsIntersect(more, all.size()))
                .findFirst()
                .orElse(all.size());
        findings.warn(
                Check.MEMBERS,
                participants + " of " + all.size()
                        + " take part: if the others ran after all, the old cluster and the restored one could both serve;"
                        + " nothing but their fencing keeps them apart: "
                        + all.stream()
                                .filter(report -> !facts.takesPart(report))
                                .map(MemberReport::name)
                                .collect(Collectors.joining(", ")),
                "See once more that these can never come back by themselves, or bring some up, so that " + enough
                        + " of " + all.size() + " take part: then they cannot whatever happens");
    }

    private static void member(Facts facts, MemberReport report, Findings findings) {
        Member member = report.member();
        boolean fenced = facts.statement(member).isPresent();
        if (fenced && report.answer().isPresent()) {
            findings.refuse(
                    Check.MEMBERS,
                    "member " + report.name() + " answers although it is said to be fenced",
                    "a fenced member to be powered off, or without its etcd.yaml and kube-apiserver.yaml",
                    "Fence it; where the manifests are away, " + SEEN_GONE
                            + "; or leave --fenced out so that it takes part");
        } else if (!fenced && member.name().isEmpty()) {
            findings.refuse(
                    Check.MEMBERS,
                    "member " + report.name() + " was added and never started",
                    "members that run",
                    "Start it, or remove it with etcdctl member remove " + member.id());
        } else if (!fenced && report.answer().isEmpty()) {
            findings.refuse(
                    Check.MEMBERS,
                    "member " + report.name() + " does not answer: " + report.why(),
                    "all members to take part",
                    "Bring it up; or, if its machine is off, or its etcd.yaml and kube-apiserver.yaml are gone from kubelet's"
                            + " folder for good ("
                            + SEEN_GONE + "), say --fenced '" + report.name() + "=how you know'");
        } else if (!fenced && facts.nodeOf(member).isEmpty()) {
            findings.refuse(
                    Check.MEMBERS,
                    "no node was found on which member " + report.name() + " runs" + missing(facts, member),
                    "a node with a stager pod for each member",
                    lookedFor(facts, member));
        }
    }

    private static String lookedFor(Facts facts, Member member) {
        ClusterFacts cluster = facts.cluster();
        String command = "kubectl label node %s " + ClusterFacts.LABEL + "=";
        if (cluster.unreachable().containsKey(member.name())) {
            return "Bring the node back into the cluster, or replace the member first";
        }
        return cluster.nodes().stream().anyMatch(node -> node.name().equals(member.name()))
                        && !cluster.controlPlane().contains(member.name())
                ? "Node " + member.name()
                        + " lacks the label of a control-plane node, as after a restore that did not know it: "
                        + command.formatted(member.name())
                : "If its node is there and lacks the label of a control-plane node, say " + command.formatted("NAME")
                        + "; else bring the node back into the cluster, or replace the member first";
    }

    private static String missing(Facts facts, Member member) {
        String why = facts.cluster().unreachable().get(member.name());
        return why == null ? "" : " (" + why + ")";
    }
}
