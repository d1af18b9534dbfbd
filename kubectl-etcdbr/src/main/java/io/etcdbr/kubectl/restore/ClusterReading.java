package io.etcdbr.kubectl.restore;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.cluster.Kind;
import io.etcdbr.kubectl.cluster.KubeObject;
import io.etcdbr.kubectl.preflight.ClusterFacts;
import io.etcdbr.kubectl.preflight.Distribution;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the Kubernetes API says, before there is any pod. */
public record ClusterReading(
        String kubeSystemUid, List<ClusterFacts.Node> nodes, Set<String> controlPlane, boolean openShift) {
    private static final List<String> CONTROL_PLANE =
            List.of(ClusterFacts.LABEL, "node-role.kubernetes.io/master", "node-role.kubernetes.io/etcd");

    private static final String OPENSHIFT = "node.openshift.io/os_id";

    /** @throws EtcdbrException if no node is labelled as control plane, or the API cannot be asked */
    public static ClusterReading of(Cluster cluster) {
        String uid = cluster.find(Kind.NAMESPACE, "", "kube-system")
                .map(KubeObject::uid)
                .orElseThrow(() -> new EtcdbrException(
                        ExitCode.KUBERNETES_MISSING,
                        cluster.title() + " has no namespace kube-system",
                        "Check that this is the cluster you mean, or name another context with --context"));
        List<KubeObject> nodes = cluster.list(Kind.NODE, Optional.empty(), "");
        Set<String> controlPlane = new TreeSet<>();
        for (KubeObject node : nodes) {
            if (CONTROL_PLANE.stream()
                    .anyMatch(label -> node.text("metadata", "labels", label).isPresent())) {
                controlPlane.add(node.name());
            }
        }
        if (controlPlane.isEmpty()) {
            throw new EtcdbrException(
                    ExitCode.KUBERNETES_MISSING,
                    "no node of " + cluster.title() + " has the label " + CONTROL_PLANE.getFirst()
                            + ", so its control plane runs elsewhere",
                    "Restore a hosted control plane where its etcd runs; docs/restore.md says how by hand. If a node here is the"
                            + " control plane and lost the label: kubectl label node NAME " + ClusterFacts.LABEL + "=");
        }
        return new ClusterReading(
                uid,
                nodes.stream().map(ClusterReading::node).toList(),
                controlPlane,
                nodes.stream()
                        .anyMatch(node ->
                                node.text("metadata", "labels", OPENSHIFT).isPresent()));
    }

    private static ClusterFacts.Node node(KubeObject node) {
        boolean ready = node.parts("status", "conditions").stream()
                .anyMatch(condition -> condition
                                .text("type")
                                .filter("Ready"::equals)
                                .isPresent()
                        && condition.text("status").filter("True"::equals).isPresent());
        return new ClusterFacts.Node(
                node.name(),
                ready,
                node.text("status", "nodeInfo", "kubeletVersion").orElse(""),
                node.text("status", "nodeInfo", "osImage").orElse(""));
    }

    /** A distribution that must not be restored from outside; then no pod need be made to find out. */
    public Optional<Distribution> runsItself() {
        return Distribution.of(nodes, openShift);
    }

    /** @param missing nodes without a stager pod, and why */
    ClusterFacts facts(String name, Map<String, Failure> missing) {
        Map<String, String> why = new TreeMap<>();
        missing.forEach((node, failure) -> why.put(node, failure.problem()));
        return new ClusterFacts(name, kubeSystemUid, nodes, controlPlane, why, runsItself());
    }
}
