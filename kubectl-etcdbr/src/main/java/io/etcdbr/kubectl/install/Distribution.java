package io.etcdbr.kubectl.install;

import java.util.Locale;
import java.util.Optional;

/** How a cluster was set up, which says where etcd's certificates are. */
public enum Distribution {
    KUBEADM,
    K3S,
    RKE2,
    KUBESPRAY,
    KUBERNETES_SSL,
    KUBERNETES_SSL_ETCD,
    CERTS_FROM_SECRET,
    HOSTED;

    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Its component; the base is kubeadm's. */
    Optional<String> component() {
        return this == KUBEADM ? Optional.empty() : Optional.of("components/distributions/" + text());
    }

    /** The component that stores its files with each backup, if it has one. */
    Optional<String> nodeFiles() {
        return switch (this) {
            case KUBEADM, KUBESPRAY, KUBERNETES_SSL, KUBERNETES_SSL_ETCD ->
                Optional.of("components/node-files/kubernetes");
            case K3S, RKE2 -> Optional.of("components/node-files/" + text());
            case CERTS_FROM_SECRET, HOSTED -> Optional.empty();
        };
    }
}
