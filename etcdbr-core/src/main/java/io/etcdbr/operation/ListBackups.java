package io.etcdbr.operation;

import io.etcdbr.catalog.BackupCatalog;
import io.etcdbr.catalog.BackupSummary;
import io.etcdbr.catalog.CatalogListing;
import io.etcdbr.format.ClusterName;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Lists what a store holds, from one listing and without opening an object. */
public final class ListBackups {

    /**
     * @param cluster empty for all
     * @param since only those begun then or later
     * @param limit only so many of the newest
     */
    public record Options(
            Optional<ClusterName> cluster, Optional<EtcdClusterId> epoch, Optional<Instant> since, OptionalInt limit) {}

    private final BackupCatalog catalog;

    public ListBackups(Store store) {
        this.catalog = new BackupCatalog(store);
    }

    public BackupList run(Options options) throws StoreException {
        CatalogListing listing = catalog.list(options.cluster());
        List<BackupSummary> fitting = listing.epochs().stream()
                .flatMap(backups -> backups.newestFirst().stream())
                .filter(backup -> fits(backup, options))
                .toList();
        Set<BackupSummary> newest = new HashSet<>(fitting.stream()
                .sorted(Comparator.comparing(BackupSummary::id).reversed())
                .limit(options.limit().orElse(Integer.MAX_VALUE))
                .toList());
        return new BackupList(
                catalog.location(),
                fitting.stream().filter(newest::contains).toList(),
                fitting.size() - newest.size(),
                listing.unrecognised(),
                fitting.isEmpty() ? others(listing, options) : List.of());
    }

    /** Of which clusters there are backups, where none fit. */
    private List<ClusterName> others(CatalogListing listing, Options options) throws StoreException {
        return options.cluster().isPresent() ? catalog.list(Optional.empty()).clusters() : listing.clusters();
    }

    private static boolean fits(BackupSummary backup, Options options) {
        return options.epoch().map(backup.epoch().etcdClusterId()::equals).orElse(true)
                && options.since()
                        .map(since -> !backup.id().time().isBefore(since))
                        .orElse(true);
    }
}
