package io.etcdbr.restore.plan;

import io.etcdbr.format.ClusterName;

/**
 * The cluster that is restored.
 *
 * @param name what the user types to confirm
 * @param kubeSystemUid the UID of the namespace {@code kube-system}, which tells clusters apart
 */
public record PlannedCluster(ClusterName name, String kubeSystemUid) {
    public PlannedCluster {
        Checks.filled("the UID of kube-system", kubeSystemUid);
    }
}
