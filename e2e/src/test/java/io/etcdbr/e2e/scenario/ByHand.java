package io.etcdbr.e2e.scenario;

import io.etcdbr.e2e.harness.Node;
import java.io.IOException;
import java.util.UUID;
import java.util.stream.Collectors;

/** A restore as it was done before {@code --bump-revision}: every revision is given out again. */
record ByHand(RestoreGround ground) {
    private static final String SNAPSHOT = "/var/backups/etcdbr/e2e-by-hand.db";
    private static final String ASIDE = "/root/e2e-by-hand";

    void takeSnapshot() throws IOException {
        ground.plane().etcdctl("snapshot save " + SNAPSHOT);
    }

    /** Returns once all API servers are ready. */
    void restoreWithoutHigherRevisions() throws IOException {
        String cluster = ground.cluster().nodes().stream()
                .map(node -> node.name() + "=" + peer(node))
                .collect(Collectors.joining(","));
        String token = UUID.randomUUID().toString();
        for (Node node : ground.cluster().nodes()) {
            node.sh("""
                    mkdir -p %1$s
                    mv /etc/kubernetes/manifests/etcd.yaml /etc/kubernetes/manifests/kube-apiserver.yaml %1$s/
                    """.formatted(ASIDE));
        }
        for (Node node : ground.cluster().nodes()) {
            ground.await(
                    "etcd and the API server of " + node.name() + " are gone",
                    node.name(),
                    "! ls -l /proc/[0-9]*/exe 2>/dev/null | grep -q -e '/etcd$' -e '/kube-apiserver$'");
        }
        for (Node node : ground.cluster().nodes()) {
            node.sh("""
                    etcdutl snapshot restore %1$s --name %2$s --initial-cluster %3$s --initial-cluster-token %4$s \\
                        --initial-advertise-peer-urls %5$s --data-dir /var/lib/etcd/by-hand
                    mv /var/lib/etcd/member %6$s/member
                    mv /var/lib/etcd/by-hand/member /var/lib/etcd/member
                    rmdir /var/lib/etcd/by-hand
                    mv %6$s/etcd.yaml %6$s/kube-apiserver.yaml /etc/kubernetes/manifests/
                    rm -rf %6$s
                    """.formatted(SNAPSHOT, node.name(), cluster, token, peer(node), ASIDE));
        }
        ground.cluster().nodes().forEach(ground.cluster()::awaitApiServer);
        ground.cluster().nodes().getFirst().sh("rm -f " + SNAPSHOT);
    }

    /** All of them are clients that miss changes now. */
    void restartClients() throws IOException {
        for (Node node : ground.cluster().nodes()) {
            node.sh("""
                    for process in /proc/[0-9]*; do
                        case $(readlink "$process/exe") in
                            */kube-controller-manager | */kube-scheduler) kill ${process#/proc/} ;;
                        esac
                    done
                    systemctl restart kubelet
                    """);
        }
        ground.cluster().awaitAllReady();
    }

    private static String peer(Node node) {
        return "https://" + node.address() + ":2380";
    }
}
