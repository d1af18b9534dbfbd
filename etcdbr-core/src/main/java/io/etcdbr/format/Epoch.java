package io.etcdbr.format;

import java.util.Comparator;
import java.util.Optional;

/**
 * The backups of one cluster name that share a history: those of one etcd cluster id. Backups of different epochs are never
 * compared.
 */
public record Epoch(ClusterName cluster, EtcdClusterId etcdClusterId) implements Comparable<Epoch> {
    private static final Comparator<Epoch> ORDER =
            Comparator.comparing(Epoch::cluster).thenComparing(Epoch::etcdClusterId);

    /** The epoch whose {@link #folder} this is, or empty. */
    public static Optional<Epoch> parse(String folder) {
        int slash = folder.indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        return ClusterName.parse(folder.substring(0, slash))
                .flatMap(cluster ->
                        EtcdClusterId.parse(folder.substring(slash + 1)).map(id -> new Epoch(cluster, id)));
    }

    /** The folder of its objects below the store's location, without a slash at the end. */
    public String folder() {
        return cluster + "/" + etcdClusterId;
    }

    /** By name, then by id: an order for tidy output, which says nothing about time. */
    @Override
    public int compareTo(Epoch other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return folder();
    }
}
