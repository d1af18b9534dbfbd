package io.etcdbr.node.execute;

import io.etcdbr.format.EtcdClusterId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * When this node may start its etcd: once those before it in the plan serve. With {@code --feature-gates=InitialCorruptCheck=true}, which
 * kubeadm sets, etcd asks each peer for its hash before it serves, and waits {@code ReqTimeout}, 7 s, for every one that listens but does
 * not serve because it is in the same check (etcd, {@code server/etcdserver/corrupt.go}). Members that start together so wait for each
 * other; one after the other, each finds those before it serving and those behind it not there yet.
 */
final class StartTurns {
    private static final Duration LOOK = Duration.ofMillis(100);

    /** For each node before this one: more than a start takes, less than what members that start together lose. */
    private static final Duration PATIENCE = Duration.ofSeconds(6);

    /** What hashing takes longer, for the node and for a peer. */
    private static final Duration FOR_EACH_GIB = Duration.ofSeconds(4);

    /** What a member answers at the port for its peers; empty if it does not. */
    interface Peers {
        Optional<EtcdClusterId> clusterOf(String node);
    }

    private final List<String> before;
    private final Duration patience;
    private final Peers peers;
    private final LongSupplier nanos;

    /** @param bytes of the database */
    StartTurns(List<String> nodes, String self, long bytes, Peers peers) {
        this(nodes, self, bytes, peers, System::nanoTime);
    }

    StartTurns(List<String> nodes, String self, long bytes, Peers peers, LongSupplier nanos) {
        this.before = List.copyOf(nodes.subList(0, nodes.indexOf(self)));
        this.patience = patience(bytes).multipliedBy(before.size());
        this.peers = peers;
        this.nanos = nanos;
    }

    /** Returns when it is this node's turn, or those before it did not come in their time. */
    void await(EtcdClusterId cluster) throws InterruptedException {
        long begun = nanos.getAsLong();
        for (String node : before) {
            while (!peers.clusterOf(node).equals(Optional.of(cluster))) {
                if (nanos.getAsLong() - begun > patience.toNanos()) {
                    return;
                }
                Thread.sleep(LOOK);
            }
        }
    }

    static Duration patience(long bytes) {
        return PATIENCE.plusMillis(FOR_EACH_GIB.toMillis() * (bytes >> 20) >> 10);
    }
}
