package io.etcdbr.job.backup;

import io.etcdbr.format.BackupId;
import io.etcdbr.format.BackupKey;
import io.etcdbr.format.ClusterName;
import io.etcdbr.format.Epoch;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.ObjectName;
import io.etcdbr.storage.ObjectKey;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;

/** The epochs a store knows of one cluster name, each with what it has of it (docs/format.md section 4). */
record EpochHistory(Map<EtcdClusterId, Known> epochs) {

    /**
     * The complete backups of one epoch.
     *
     * @param newest by its id; one that is dated ahead of the store's clock only if there is no other
     * @param highest that of the highest revision
     * @param datedAhead whether {@code newest} is so
     * @param lastBegun when the last of them was begun for certain, whatever their ids say
     */
    record Known(BackupId newest, BackupId highest, boolean datedAhead, Instant lastBegun) {
        static Known of(BackupId id, Instant storedAt) {
            boolean ahead = id.isDatedAheadOf(storedAt);
            return new Known(id, id, ahead, ahead ? storedAt : id.time());
        }

        private static Known merged(Known one, Known other) {
            BackupId highest = BinaryOperator.maxBy(Comparator.comparingLong(BackupId::revision))
                    .apply(one.highest, other.highest);
            Known newer = BinaryOperator.maxBy(
                            Comparator.comparing(Known::datedAhead).reversed().thenComparing(Known::newest))
                    .apply(one, other);
            Instant lastBegun = one.lastBegun.isAfter(other.lastBegun) ? one.lastBegun : other.lastBegun;
            return new Known(newer.newest, highest, newer.datedAhead, lastBegun);
        }
    }

    static EpochHistory read(Store store, ClusterName cluster) throws StoreException {
        Map<EtcdClusterId, Known> epochs = new HashMap<>();
        store.list(
                Optional.of(new ObjectKey(cluster.toString())),
                object -> BackupKey.parse(object.key().value())
                        .filter(key -> key.name() instanceof ObjectName.Manifest)
                        .ifPresent(key -> epochs.merge(
                                key.epoch().etcdClusterId(),
                                Known.of(key.name().id(), object.modified()),
                                Known::merged)));
        return new EpochHistory(Map.copyOf(epochs));
    }

    /** The epoch that was in force before {@code current}, if {@code current} is not known here and another is. */
    Optional<EtcdClusterId> before(EtcdClusterId current) {
        if (epochs.containsKey(current)) {
            return Optional.empty();
        }
        return epochs.entrySet().stream()
                .max(Map.Entry.comparingByValue(Comparator.comparing(Known::lastBegun)))
                .map(Map.Entry::getKey);
    }

    /** What is odd about a new backup beside those that are here already, as a sentence without its full stop. */
    Optional<String> oddity(Epoch epoch, BackupId made) {
        return Optional.ofNullable(epochs.get(epoch.etcdClusterId())).flatMap(known -> {
            if (!known.datedAhead && made.time().isBefore(known.newest.time())) {
                return Optional.of("the store has a backup with a later time already, " + known.newest
                        + ": the clock of this node is behind, or that of the node that made the other was ahead;"
                        + " 'latest' means the other, and retention takes this one for older");
            }
            if (made.revision() < known.highest.revision()) {
                return Optional.of("the store has a backup of a later revision already, " + known.highest
                        + ": the member that was read lags behind, or etcd was set back to an older state");
            }
            return Optional.empty();
        });
    }
}
