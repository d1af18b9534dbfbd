package io.etcdbr.inspection;

import java.util.List;
import java.util.Optional;

/**
 * What some few objects say of the cluster.
 *
 * @param prefix of the API server's keys
 * @param clusterUid the uid of the namespace kube-system, which stays the same for a cluster's life
 * @param kubeadmCluster the name in kubeadm's configuration
 * @param controlPlaneEndpoint from there too
 * @param versions what runs, or ran, in which version
 * @param nodes in order, at most so many as fit the limit; {@code nodesNotListed} the number of others
 * @param apiServers the addresses that API servers wrote down
 * @param problems objects that could not be read, and why
 */
public record KubernetesFacts(
        String prefix,
        Optional<String> clusterUid,
        Optional<String> kubeadmCluster,
        Optional<String> controlPlaneEndpoint,
        List<ComponentVersion> versions,
        List<Node> nodes,
        long nodesNotListed,
        List<String> apiServers,
        List<String> problems) {

    /** @param count how many nodes or pods have it */
    public record ComponentVersion(String component, String version, long count) {}

    /** @param kubeletVersion empty if the node does not say, or could not be read */
    public record Node(String name, Optional<String> kubeletVersion) {}

    public KubernetesFacts {
        versions = List.copyOf(versions);
        nodes = List.copyOf(nodes);
        apiServers = List.copyOf(apiServers);
        problems = List.copyOf(problems);
    }
}
