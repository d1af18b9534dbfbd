package io.etcdbr.kubectl.preflight;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the Kubernetes API says of the cluster.
 *
 * @param name under which its backups are kept, and which the user types to confirm
 * @param kubeSystemUid the UID of the namespace kube-system
 * @param nodes all of them
 * @param controlPlane the names of those that run a member of etcd or are labelled as control plane
 * @param unreachable control-plane nodes on which no stager pod runs, and why
 * @param runsItself a distribution that restores by itself
 */
public record ClusterFacts(
        String name,
        String kubeSystemUid,
        List<Node> nodes,
        Set<String> controlPlane,
        Map<String, String> unreachable,
        Optional<Distribution> runsItself) {
    /** By which control-plane nodes are found; kubelet may not set it, so a node that registers anew lacks it. */
    public static final String LABEL = "node-role.kubernetes.io/control-plane";

    public ClusterFacts {
        nodes = List.copyOf(nodes);
        controlPlane = Set.copyOf(controlPlane);
        unreachable = Map.copyOf(unreachable);
    }

    /** @param ready as the API says */
    public record Node(String name, boolean ready, String kubeletVersion, String osImage) {}
}
