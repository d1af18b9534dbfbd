package io.etcdbr.job.backup;

import io.etcdbr.format.BackupId;
import io.etcdbr.format.BackupKey;
import io.etcdbr.format.ClusterName;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.ObjectName;
import io.etcdbr.storage.ObjectKey;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The epochs a store knows of one cluster name, each with its newest complete backup (docs/format.md section 4). */
record EpochHistory(Map<EtcdClusterId, BackupId> newest) {

    static EpochHistory read(Store store, ClusterName cluster) throws StoreException {
        Map<EtcdClusterId, BackupId> newest = new HashMap<>();
        store.list(
                Optional.of(new ObjectKey(cluster.toString())),
                object -> BackupKey.parse(object.key().value())
                        .filter(key -> key.name() instanceof ObjectName.Manifest)
                        .ifPresent(key -> newest.merge(
                                key.epoch().etcdClusterId(),
                                key.name().id(),
                                (one, other) -> one.compareTo(other) > 0 ? one : other)));
        return new EpochHistory(Map.copyOf(newest));
    }

    /** The epoch that was in force before {@code current}, if {@code current} is not known here and another is. */
    Optional<EtcdClusterId> before(EtcdClusterId current) {
        if (newest.containsKey(current)) {
            return Optional.empty();
        }
        return newest.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
    }
}
