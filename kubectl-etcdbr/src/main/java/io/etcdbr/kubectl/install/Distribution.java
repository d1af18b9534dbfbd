package io.etcdbr.kubectl.install;

import java.util.List;
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
    public Optional<String> nodeFiles() {
        return switch (this) {
            case KUBEADM, KUBESPRAY, KUBERNETES_SSL, KUBERNETES_SSL_ETCD ->
                Optional.of("components/node-files/kubernetes");
            case K3S, RKE2 -> Optional.of("components/node-files/" + text());
            case CERTS_FROM_SECRET, HOSTED -> Optional.empty();
        };
    }

    /** Commands that make the Secret with etcd's certificates, in this namespace, where it has them in one. */
    public List<String> secrets(String namespace) {
        return switch (this) {
            case CERTS_FROM_SECRET ->
                List.of("kubectl -n " + namespace
                        + " create secret generic uk8s-etcd-backup-cert --from-file=etcd.pem --from-file=etcd-key.pem");
            case HOSTED ->
                List.of(
                        "kubectl -n " + namespace
                                + " create secret generic etcd-client-certs --from-file=ca.crt --from-file=tls.crt --from-file=tls.key");
            case KUBEADM, K3S, RKE2, KUBESPRAY, KUBERNETES_SSL, KUBERNETES_SSL_ETCD -> List.of();
        };
    }
}
