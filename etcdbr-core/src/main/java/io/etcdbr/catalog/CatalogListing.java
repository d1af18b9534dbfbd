package io.etcdbr.catalog;

import io.etcdbr.format.BackupId;
import io.etcdbr.format.BackupKey;
import io.etcdbr.format.ClusterName;
import io.etcdbr.format.Epoch;
import io.etcdbr.format.KeyReader;
import io.etcdbr.storage.StoreLocation;
import io.etcdbr.storage.StoredObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one listing of a store found.
 *
 * @param epochs by cluster name, and of one cluster the epoch with the newest complete backup first
 * @param unrecognised how many objects are not ours; they are left alone
 */
public record CatalogListing(StoreLocation location, List<EpochBackups> epochs, int unrecognised) {
    private static final Comparator<EpochBackups> ORDER = Comparator.comparing(
                    (EpochBackups backups) -> backups.epoch().cluster())
            .thenComparing(EpochBackups.NEWEST_FIRST);

    public CatalogListing {
        epochs = epochs.stream().sorted(ORDER).toList();
    }

    /** Takes a listing's objects one by one. */
    static final class Collector {
        private final Map<Epoch, Map<BackupId, List<BackupPart>>> found = new HashMap<>();
        private final KeyReader keys = new KeyReader();
        private int unrecognised;

        void add(StoredObject object) {
            Optional<BackupKey> key = keys.read(object.key().value());
            if (key.isEmpty()) {
                unrecognised++;
                return;
            }
            found.computeIfAbsent(key.get().epoch(), _ -> new HashMap<>())
                    .computeIfAbsent(key.get().name().id(), _ -> new ArrayList<>(4))
                    .add(new BackupPart(key.get().name(), object.size(), object.modified()));
        }

        CatalogListing listing(StoreLocation location) {
            List<EpochBackups> epochs = new ArrayList<>();
            found.forEach((epoch, backups) -> epochs.add(new EpochBackups(
                    epoch,
                    backups.entrySet().stream()
                            .map(entry -> new BackupSummary(epoch, entry.getKey(), entry.getValue()))
                            .sorted(Comparator.comparing(BackupSummary::id).reversed())
                            .toList())));
            return new CatalogListing(location, epochs, unrecognised);
        }
    }

    public List<ClusterName> clusters() {
        return epochs.stream()
                .map(backups -> backups.epoch().cluster())
                .distinct()
                .toList();
    }

    List<String> ids() {
        return epochs.stream()
                .flatMap(backups -> backups.newestFirst().stream())
                .map(backup -> backup.id().toString())
                .toList();
    }

    /** The clusters with a backup whose id begins so. */
    List<ClusterName> clustersWith(String id) {
        return epochs.stream()
                .filter(backups -> backups.newestFirst().stream()
                        .anyMatch(backup -> backup.id().toString().startsWith(id)))
                .map(backups -> backups.epoch().cluster())
                .distinct()
                .toList();
    }

    /** The epochs of one cluster, the one with the newest complete backup first. */
    public List<EpochBackups> epochs(ClusterName cluster) {
        return epochs.stream()
                .filter(backups -> backups.epoch().cluster().equals(cluster))
                .toList();
    }
}
