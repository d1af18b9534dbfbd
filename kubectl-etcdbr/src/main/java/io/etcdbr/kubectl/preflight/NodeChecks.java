package io.etcdbr.kubectl.preflight;

import io.etcdbr.members.MemberReport;
import io.etcdbr.topology.ApiServer;
import io.etcdbr.topology.Component;
import io.etcdbr.topology.EtcdServer;
import io.etcdbr.topology.NodeFacts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whether the nodes that take part are in order. */
final class NodeChecks {
    /** A manifest that was changed less than this ago may be one of several. */
    private static final Duration ROLLOUT = Duration.ofMinutes(5);

    private NodeChecks() {}

    static void run(Facts facts, Findings findings) {
        List<NodeFacts> nodes = participants(facts);
        understood(nodes, findings);
        manifests(nodes, findings);
        rollout(nodes, findings);
        active(facts, nodes, findings);
        tool(facts, nodes, findings);
    }

    static List<NodeFacts> participants(Facts facts) {
        return facts.etcd().members().stream()
                .filter(facts::takesPart)
                .map(MemberReport::member)
                .flatMap(member -> facts.nodeOf(member).stream())
                .toList();
    }

    private static void understood(List<NodeFacts> nodes, Findings findings) {
        for (NodeFacts node : nodes) {
            List<String> problems = new ArrayList<>(node.problems());
            node.etcd()
                    .flatMap(NodeFacts.EtcdFacts::server)
                    .map(EtcdServer::notUnderstood)
                    .ifPresent(problems::addAll);
            if (node.kubelet().isEmpty()) {
                problems.add("no running kubelet was found");
            }
            for (String problem : problems) {
                findings.refuse(
                        Check.NODES,
                        "node " + node.node() + ": " + problem,
                        "a node of which all that a restore touches is understood",
                        "Change what it names, or restore by hand: docs/restore.md");
            }
        }
        if (!findings.refused(Check.NODES) && !nodes.isEmpty()) {
            findings.holds(
                    Check.NODES, "kubelet, manifests, etcd's flags and data directories of all nodes are understood");
        }
    }

    private static void manifests(List<NodeFacts> nodes, Findings findings) {
        int running = 0;
        for (NodeFacts node : nodes) {
            for (NodeFacts.Manifest manifest : node.manifests()) {
                String what = manifest.component().program() + " on " + node.node();
                Optional<NodeFacts.ComponentProcess> process = manifest.process();
                if (process.isEmpty()) {
                    findings.refuse(
                            Check.MANIFESTS,
                            what + " does not run",
                            "all four components running",
                            "Look why: kubectl -n kube-system logs "
                                    + manifest.component().program() + "-" + node.node());
                } else if (!process.get().differences().isEmpty()) {
                    findings.refuse(
                            Check.MANIFESTS,
                            what + " does not run as " + manifest.path() + " says: "
                                    + String.join("; ", process.get().differences()),
                            "processes that were started with the manifests as they are",
                            "Let kubelet start it anew (touch the manifest), or find out who changed it");
                } else {
                    running++;
                }
            }
        }
        rivals(nodes, findings);
        if (!findings.refused(Check.MANIFESTS) && running > 0) {
            findings.holds(Check.MANIFESTS, running + " components run as their manifests say");
        }
    }

    /** It is proven by ports and processes that a component is gone: these would keep it from that, or be ended with it. */
    private static void rivals(List<NodeFacts> nodes, Findings findings) {
        for (NodeFacts node : nodes) {
            for (NodeFacts.Rival rival : node.rivals()) {
                String program = rival.component().program();
                if (rival.port().isPresent()) {
                    findings.refuse(
                            Check.MANIFESTS,
                            rival.who() + " listens at port " + rival.port().getAsLong() + " on " + node.node()
                                    + " beside " + program,
                            "nobody but " + program
                                    + " at that port, on whatever address: a restore takes it for stopped"
                                    + " when nobody listens there",
                            "Let one of them listen at another port; a load balancer may have any other one. Or stop it for the"
                                    + " time of the restore");
                } else {
                    findings.refuse(
                            Check.MANIFESTS,
                            rival.who() + " on " + node.node() + " is not that of the static pod, but looks like it",
                            "one " + program
                                    + (rival.component() == Component.ETCD ? " of this --name" : "")
                                    + " in the network of the node: a restore would end this one too",
                            "Stop it for the time of the restore, or run it in a network of its own"
                                    + (rival.component() == Component.ETCD ? " or under another --name" : ""));
                }
            }
        }
    }

    private static void rollout(List<NodeFacts> nodes, Findings findings) {
        Map<String, String> versions = new TreeMap<>();
        for (NodeFacts node : nodes) {
            List<NodeFacts.Manifest> changed = node.manifests().stream()
                    .filter(manifest -> Math.abs(manifest.secondsSinceChange()) < ROLLOUT.toSeconds())
                    .toList();
            if (!changed.isEmpty()) {
                findings.refuse(
                        Check.ROLLOUT,
                        "changed on " + node.node() + ": "
                                + changed.stream()
                                        .map(manifest ->
                                                manifest.path() + " " + manifest.secondsSinceChange() + " s ago")
                                        .collect(Collectors.joining(", ")),
                        "manifests that nobody changed within the last " + ROLLOUT.toMinutes() + " minutes",
                        "Wait until what is being rolled out is done");
            }
            node.apiServer()
                    .map(ApiServer::image)
                    .ifPresent(image ->
                            versions.put(node.node(), Versions.tag(image).orElse(image)));
        }
        if (new TreeSet<>(versions.values()).size() > 1) {
            findings.refuse(
                    Check.ROLLOUT,
                    "the API servers have different versions: "
                            + versions.entrySet().stream()
                                    .map(version -> version.getKey() + " " + version.getValue())
                                    .collect(Collectors.joining(", ")),
                    "one version on all nodes",
                    "Finish the upgrade first");
        }
        if (!findings.refused(Check.ROLLOUT) && !versions.isEmpty()) {
            findings.holds(
                    Check.ROLLOUT,
                    "no rollout: all API servers are "
                            + versions.values().iterator().next() + ", no manifest was changed lately");
        }
    }

    private static void active(Facts facts, List<NodeFacts> nodes, Findings findings) {
        for (NodeFacts node : nodes) {
            for (NodeFacts.Restore restore : node.restores()) {
                boolean own = facts.own()
                        .filter(id -> id.value().equals(restore.id()))
                        .isPresent();
                if (!restore.ended() && !own) {
                    findings.refuse(
                            Check.ACTIVE,
                            "restore " + restore.id() + " on " + node.node() + " has not ended; its state is "
                                    + restore.state(),
                            "no other restore under way",
                            "Look at it: kubectl etcdbr restore status " + restore.id() + "; give it up: kubectl etcdbr"
                                    + " restore rollback " + restore.id());
                }
            }
        }
        if (!findings.refused(Check.ACTIVE) && !nodes.isEmpty()) {
            findings.holds(Check.ACTIVE, "no other restore is under way");
        }
    }

    private static void tool(Facts facts, List<NodeFacts> nodes, Findings findings) {
        TreeSet<String> tools = new TreeSet<>();
        for (NodeFacts node : nodes) {
            Optional<NodeFacts.RestoreTool> tool = node.etcd().flatMap(NodeFacts.EtcdFacts::tool);
            String version = node.etcd().flatMap(NodeFacts.EtcdFacts::version).orElse("?");
            if (tool.isEmpty() || !tool.get().sameMinor()) {
                findings.refuse(
                        Check.TOOL,
                        tool.map(found -> "the restore tool found on " + node.node() + " is of version "
                                        + found.version() + ", etcd " + version)
                                .orElse("no restore tool was found on " + node.node()),
                        "etcdutl (before 3.6 also etcdctl) of etcd's own minor",
                        "Put the official etcdutl of etcd " + version + ", of its release, on " + node.node()
                                + " as /usr/local/bin/etcdutl, or use an image of etcd that has it");
            } else {
                tools.add(tool.get().path().replaceAll(".*/", "") + " "
                        + tool.get().version());
            }
        }
        if (facts.etcd().members().stream()
                        .flatMap(report -> report.answer().stream())
                        .map(answer -> Versions.of(answer.version()))
                        .distinct()
                        .count()
                > 1) {
            findings.refuse(
                    Check.TOOL,
                    "the members of etcd have different minor versions",
                    "one minor version of all members",
                    "Finish the upgrade of etcd first");
        }
        if (!findings.refused(Check.TOOL) && !tools.isEmpty()) {
            findings.holds(Check.TOOL, "the new data is written by " + String.join(" and ", tools));
        }
    }
}
