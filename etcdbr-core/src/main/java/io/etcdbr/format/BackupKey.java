package io.etcdbr.format;

import java.util.Optional;

/** The whole key of an object: {@code <cluster>/<etcd-cluster-id>/<name>}. */
public record BackupKey(Epoch epoch, ObjectName name) {

    /** The object that {@code key} names, or empty if it is not one of a backup: then it is left alone. */
    public static Optional<BackupKey> parse(String key) {
        String[] segments = key.split("/", -1);
        if (segments.length != 3) {
            return Optional.empty();
        }
        return ClusterName.parse(segments[0])
                .flatMap(cluster -> EtcdClusterId.parse(segments[1]).map(id -> new Epoch(cluster, id)))
                .flatMap(epoch -> ObjectName.parse(segments[2]).map(name -> new BackupKey(epoch, name)));
    }

    @Override
    public String toString() {
        return epoch.folder() + "/" + name;
    }
}
