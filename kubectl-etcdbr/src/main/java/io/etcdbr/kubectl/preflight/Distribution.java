package io.etcdbr.kubectl.preflight;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Distributions that manage etcd themselves: only their own command keeps what they know of it in step with what is restored. */
public enum Distribution {
    K3S(
            "k3s",
            "on one server: systemctl stop k3s; k3s server --cluster-reset --cluster-reset-restore-path=SNAPSHOT; then remove"
                    + " /var/lib/rancher/k3s/server/db on the other servers and start k3s on all"),
    RKE2(
            "RKE2",
            "on one server: systemctl stop rke2-server; rke2 server --cluster-reset --cluster-reset-restore-path=SNAPSHOT; then"
                    + " remove /var/lib/rancher/rke2/server/db on the other servers and start rke2-server on all"),
    TALOS(
            "Talos",
            "talosctl -n NODE bootstrap --recover-from=SNAPSHOT, with etcd of the other nodes wiped and waiting"),
    OPENSHIFT(
            "OpenShift",
            "on one control-plane host: sudo -E /usr/local/bin/cluster-restore.sh DIRECTORY, a directory made by"
                    + " cluster-backup.sh; or quorum-restore.sh where a member is left"),
    MICROK8S("MicroK8s", "it has no etcd but dqlite: restore its own snapshot");

    private final String text;
    private final String command;

    Distribution(String text, String command) {
        this.text = text;
        this.command = command;
    }

    public String text() {
        return text;
    }

    /** How it restores. */
    public String command() {
        return command;
    }

    /** By what the nodes say of themselves. */
    public static Optional<Distribution> of(List<ClusterFacts.Node> nodes, boolean openShift) {
        if (openShift) {
            return Optional.of(OPENSHIFT);
        }
        return Arrays.stream(values())
                .filter(known -> nodes.stream().anyMatch(known::runs))
                .findFirst();
    }

    private boolean runs(ClusterFacts.Node node) {
        return switch (this) {
            case K3S -> node.kubeletVersion().contains("+k3s");
            case RKE2 -> node.kubeletVersion().contains("+rke2");
            case TALOS -> node.osImage().startsWith("Talos");
            case OPENSHIFT ->
                node.osImage().contains("CoreOS") && node.osImage().contains("OpenShift");
            case MICROK8S -> node.kubeletVersion().contains("microk8s");
        };
    }
}
