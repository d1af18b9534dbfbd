package io.etcdbr.operation;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.catalog.BackupCatalog;
import io.etcdbr.catalog.BackupSummary;
import io.etcdbr.catalog.CatalogListing;
import io.etcdbr.catalog.EpochBackups;
import io.etcdbr.catalog.NewestBackup;
import io.etcdbr.catalog.Selector;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.format.ClusterName;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.Health;
import io.etcdbr.retention.Decision;
import io.etcdbr.retention.Reason;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreLocation;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Deletes the backups that somebody named. */
public final class DeleteBackups {
    /** Why, in the result. */
    private static final Reason NAMED = new Reason("named", "");

    private final BackupCatalog catalog;
    private final Clock clock;
    private final Cancellation cancellation;

    /**
     * @param ids ids or the beginnings of some
     * @param evenNewest whether the newest whole, undamaged or verified backup of an etcd may be among them
     */
    public record Options(
            Optional<ClusterName> cluster, Optional<EtcdClusterId> epoch, List<Selector.Id> ids, boolean evenNewest) {
        public Options {
            ids = List.copyOf(ids);
        }
    }

    /**
     * What would be deleted from one store.
     *
     * @param backups oldest first
     * @param missing the ids that this store has no backup of, and how it says so
     */
    public record Plan(StoreLocation store, List<BackupSummary> backups, Map<Selector.Id, Failure> missing) {
        public Plan {
            backups = List.copyOf(backups);
            missing = Map.copyOf(missing);
        }
    }

    public DeleteBackups(Store store, Clock clock, Cancellation cancellation) {
        this.catalog = new BackupCatalog(store);
        this.clock = clock;
        this.cancellation = cancellation;
    }

    /**
     * Finds the backups, and deletes nothing.
     *
     * @throws EtcdbrException {@link ExitCode#USAGE} if an id is not clear, {@link ExitCode#REFUSED} if it is the newest whole,
     *     undamaged or verified backup of an etcd and nobody said that it may be deleted
     */
    public Plan plan(Options options) throws StoreException {
        CatalogListing listing = catalog.listForChoice(options.cluster());
        List<BackupSummary> found = new ArrayList<>();
        Map<Selector.Id, Failure> missing = new LinkedHashMap<>();
        for (Selector.Id id : options.ids()) {
            try {
                found.add(BackupCatalog.choose(listing, options.cluster(), options.epoch(), id));
            } catch (EtcdbrException e) {
                if (e.failure().code() != ExitCode.NOT_FOUND) {
                    throw e;
                }
                missing.put(id, e.failure());
            }
        }
        if (!options.evenNewest()) {
            refuseNewest(listing, found);
        }
        return new Plan(
                catalog.location(),
                found.stream()
                        .distinct()
                        .sorted(Comparator.comparing(BackupSummary::id))
                        .toList(),
                missing);
    }

    /** Deletes what was planned. A store that fails midway ends the work; the result then says what was done. */
    public PruneResult run(Plan plan, boolean dryRun) {
        Pruning pruning = new Pruning(catalog, clock.instant(), Instant.MIN, dryRun, Optional.empty(), cancellation);
        for (BackupSummary backup : plan.backups()) {
            pruning.decide(backup, new Decision(PruneBackups.candidate(backup), false, List.of(NAMED)));
        }
        return new PruneResult(plan.store(), dryRun, pruning.steps(), List.of(), List.of(), pruning.failure());
    }

    /** Refuses what prune protects, so that no mistyped id leaves an etcd without a backup that can be relied on. */
    private static void refuseNewest(CatalogListing listing, List<BackupSummary> found) {
        for (EpochBackups epoch : listing.epochs()) {
            refuse("newest whole", _ -> true, epoch, listing, found);
            refuse("newest undamaged", backup -> !backup.isDamaged(), epoch, listing, found);
            refuse("newest verified", backup -> backup.health() == Health.VERIFIED, epoch, listing, found);
        }
    }

    private static void refuse(
            String what,
            Predicate<BackupSummary> fits,
            EpochBackups epoch,
            CatalogListing listing,
            List<BackupSummary> found) {
        NewestBackup.of(epoch.complete().stream().filter(fits).toList())
                .filter(found::contains)
                .ifPresent(newest -> {
                    throw new EtcdbrException(
                            ExitCode.REFUSED,
                            "backup " + newest.id() + " is the " + what + " one of etcd cluster id "
                                    + epoch.epoch().etcdClusterId() + " in " + listing.location(),
                            "Make another first, or say --even-newest if you mean it");
                });
    }
}
