package io.etcdbr.catalog;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.format.ClusterName;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.log.LogKeys;
import io.etcdbr.spelling.Suggestion;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the backup that a {@link Selector} means. An id is looked up in every epoch; everything else looks at one epoch only:
 * the named one, else that of the newest complete backup. There a backup that is known to be damaged is passed over for an older
 * one that is not, and so is one that only seems to be newer ({@link NewestBackup}), with a warning.
 */
final class BackupChoice {
    private static final Logger LOG = LoggerFactory.getLogger(BackupChoice.class);
    private static final int SUGGESTIONS = 3;

    private final CatalogListing listing;
    private final ClusterName cluster;
    private final List<EpochBackups> epochs;
    private final boolean evenDamaged;

    private BackupChoice(CatalogListing listing, ClusterName cluster, List<EpochBackups> epochs, boolean evenDamaged) {
        this.listing = listing;
        this.cluster = cluster;
        this.epochs = epochs;
        this.evenDamaged = evenDamaged;
    }

    /** @param evenDamaged whether {@code latest} and the like may mean a backup that is known to be damaged */
    static BackupSummary of(
            CatalogListing listing,
            ClusterName cluster,
            Optional<EtcdClusterId> epoch,
            Selector selector,
            boolean evenDamaged) {
        return new BackupChoice(listing, cluster, epochs(listing, cluster, epoch), evenDamaged).choose(selector);
    }

    /** All complete backups of one cluster or of all, by epoch; at least one. */
    static List<BackupSummary> all(
            CatalogListing listing, Optional<ClusterName> cluster, Optional<EtcdClusterId> epoch) {
        List<EpochBackups> epochs = cluster.map(name -> epochs(listing, name, epoch))
                .orElseGet(() -> listing.epochs().stream()
                        .filter(backups -> isWanted(backups, epoch))
                        .toList());
        List<BackupSummary> complete =
                epochs.stream().flatMap(backups -> backups.complete().stream()).toList();
        if (complete.isEmpty()) {
            throw notFound(
                    "there is no complete backup"
                            + epoch.map(id -> " of etcd cluster id " + id).orElse("")
                            + cluster.map(name -> " of cluster '" + name + "'").orElse("") + " in "
                            + listing.location(),
                    "Check the store's location, above all its prefix or directory, and whether backups are made");
        }
        return complete;
    }

    private static List<EpochBackups> epochs(
            CatalogListing listing, ClusterName cluster, Optional<EtcdClusterId> epoch) {
        List<EpochBackups> all = listing.epochs(cluster);
        if (all.isEmpty()) {
            throw noCluster(listing, cluster);
        }
        List<EpochBackups> wanted =
                all.stream().filter(backups -> isWanted(backups, epoch)).toList();
        if (wanted.isEmpty()) {
            throw notFound(
                    "there are no backups of etcd cluster id "
                            + epoch.map(EtcdClusterId::toString).orElse("") + " of cluster '" + cluster + "' in "
                            + listing.location(),
                    "Known are "
                            + joined(all.stream().map(backups -> backups.epoch().etcdClusterId())));
        }
        return wanted;
    }

    private static boolean isWanted(EpochBackups backups, Optional<EtcdClusterId> epoch) {
        return epoch.map(backups.epoch().etcdClusterId()::equals).orElse(true);
    }

    private BackupSummary choose(Selector selector) {
        return switch (selector) {
            case Selector.Id(String text) -> byId(text);
            case Selector.Latest latest -> newest(latest, _ -> true);
            case Selector.Before before ->
                newest(before, backup -> !backup.id().time().isAfter(before.time()));
            case Selector.AtRevision at -> newest(at, backup -> backup.id().revision() <= at.revision());
        };
    }

    private BackupSummary byId(String text) {
        List<BackupSummary> all = epochs.stream()
                .flatMap(backups -> backups.newestFirst().stream())
                .toList();
        List<BackupSummary> matching = all.stream()
                .filter(backup -> backup.id().toString().startsWith(text))
                .toList();
        if (text.isEmpty() || matching.isEmpty()) {
            List<String> ids =
                    all.stream().map(backup -> backup.id().toString()).toList();
            throw notFound(
                    "there is no backup '" + text + "' of cluster '" + cluster + "' in " + listing.location()
                            + Suggestion.didYouMean(text, ids),
                    "The newest are " + joined(ids.stream()));
        }
        if (matching.size() > 1) {
            throw new EtcdbrException(
                    ExitCode.USAGE,
                    "'" + text + "' is the beginning of " + matching.size() + " ids of cluster '" + cluster + "': "
                            + joined(matching.stream().map(BackupSummary::id)),
                    "Give more of the id");
        }
        BackupSummary found = matching.getFirst();
        if (!found.isComplete()) {
            throw notFound(
                    "backup " + found.id() + " of cluster '" + cluster + "' in " + listing.location()
                            + " has no manifest: its writer was stopped or is still at work",
                    "Choose a complete one");
        }
        return found;
    }

    private BackupSummary newest(Selector selector, Predicate<BackupSummary> fits) {
        EpochBackups epoch = epochs.getFirst();
        List<BackupSummary> fitting = epoch.complete().stream().filter(fits).toList();
        Optional<BackupSummary> chosen = evenDamaged ? NewestBackup.of(fitting) : NewestBackup.usable(fitting);
        chosen.ifPresent(backup -> tellPassedOver(fitting, backup));
        return chosen.orElseThrow(() -> {
            Optional<BackupSummary> elsewhere = epochs.stream()
                    .skip(1)
                    .flatMap(backups -> backups.complete().stream())
                    .filter(fits)
                    .findFirst();
            String oldest = epoch.complete().stream()
                    .reduce((_, last) -> last)
                    .map(backup -> "; the oldest is " + backup.id())
                    .orElse("");
            return notFound(
                    "there is no complete backup " + (selector instanceof Selector.Latest ? "" : selector + " ")
                            + "of etcd cluster id " + epoch.epoch().etcdClusterId() + " of cluster '" + cluster
                            + "' in " + listing.location() + oldest,
                    elsewhere
                            .map(backup -> "Before, the cluster had etcd cluster id "
                                    + backup.epoch().etcdClusterId() + " with backup " + backup.id()
                                    + "; name that epoch or the backup if you mean it")
                            .orElse("Look at the list of backups"));
        });
    }

    private void tellPassedOver(List<BackupSummary> newestFirst, BackupSummary chosen) {
        for (BackupSummary backup : newestFirst) {
            if (backup.id().compareTo(chosen.id()) <= 0) {
                return;
            }
            LOG.atWarn()
                    .addKeyValue(LogKeys.STORE, listing.location())
                    .addKeyValue(LogKeys.BACKUP, backup.id())
                    .addKeyValue("taken", chosen.id())
                    .log(
                            backup.isDamaged()
                                    ? "A newer backup is passed over: it is known to be damaged"
                                    : "A backup is passed over that only seems to be newer: the clock of the node that made it was"
                                            + " ahead of the store's");
        }
    }

    private static EtcdbrException noCluster(CatalogListing listing, ClusterName cluster) {
        List<String> names = listing.clusters().stream().map(ClusterName::value).toList();
        return notFound(
                "there are no backups of cluster '" + cluster + "' in " + listing.location()
                        + Suggestion.didYouMean(cluster.value(), names),
                names.isEmpty()
                        ? "Check the store's location, above all its prefix or directory"
                        : "There are backups of " + joined(names.stream()));
    }

    private static EtcdbrException notFound(String problem, String remedy) {
        return new EtcdbrException(ExitCode.NOT_FOUND, problem, remedy);
    }

    private static String joined(Stream<?> values) {
        List<String> texts = values.map(Object::toString).toList();
        String first = String.join(", ", texts.stream().limit(SUGGESTIONS).toList());
        return texts.size() > SUGGESTIONS ? first + " and " + (texts.size() - SUGGESTIONS) + " more" : first;
    }
}
