package io.etcdbr.operation;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.catalog.BackupCatalog;
import io.etcdbr.catalog.BackupSummary;
import io.etcdbr.catalog.CatalogListing;
import io.etcdbr.error.Failure;
import io.etcdbr.format.BackupId;
import io.etcdbr.format.ClusterName;
import io.etcdbr.retention.Candidate;
import io.etcdbr.retention.Decision;
import io.etcdbr.retention.Reason;
import io.etcdbr.retention.RetentionPlan;
import io.etcdbr.retention.RetentionPolicy;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Deletes what a policy no longer keeps of one cluster, and what died writers left. Several at once do no harm, and one that is
 * stopped leaves nothing that looks like a backup and is none.
 */
public final class PruneBackups {
    /** What has no manifest for so long will never get one. */
    private static final Duration GRACE = Duration.ofHours(24);

    /**
     * @param dryRun whether to say what would be done and do nothing
     * @param only what may be deleted at all; empty if anything may that no rule keeps
     * @param justMade the backup after which the pruning is done: it stays, wherever a wrong clock put it among the others
     */
    public record Options(
            ClusterName cluster,
            RetentionPolicy policy,
            boolean dryRun,
            Optional<Set<BackupId>> only,
            Optional<BackupId> justMade) {
        public Options {
            only = only.map(Set::copyOf);
        }

        public Options(ClusterName cluster, RetentionPolicy policy, boolean dryRun, Optional<Set<BackupId>> only) {
            this(cluster, policy, dryRun, only, Optional.empty());
        }

        public Options(ClusterName cluster, RetentionPolicy policy, boolean dryRun) {
            this(cluster, policy, dryRun, Optional.empty());
        }
    }

    private final BackupCatalog catalog;
    private final Clock clock;
    private final Cancellation cancellation;

    public PruneBackups(Store store, Clock clock, Cancellation cancellation) {
        this.catalog = new BackupCatalog(store);
        this.clock = clock;
        this.cancellation = cancellation;
    }

    /**
     * Prunes. A store that fails midway ends the work; the result then says what was done and what was not.
     *
     * @throws StoreException if not even a listing can be had
     */
    public PruneResult run(Options options) throws StoreException {
        Instant now = clock.instant();
        CatalogListing listing = catalog.list(Optional.of(options.cluster()));
        List<BackupSummary> all = listing.epochs().stream()
                .flatMap(backups -> backups.newestFirst().stream())
                .toList();
        RetentionPlan plan = RetentionPlan.of(
                all.stream()
                        .filter(BackupSummary::isComplete)
                        .map(PruneBackups::candidate)
                        .toList(),
                options.policy(),
                now);
        Map<Candidate, Decision> decisions =
                plan.decisions().stream().collect(Collectors.toMap(Decision::candidate, Function.identity()));
        Instant abandonedBefore = abandonedBefore(all, now);
        Pruning pruning = new Pruning(catalog, now, abandonedBefore, options.dryRun(), options.only(), cancellation);
        // The oldest first: should the work be cut short, the better half is what stays.
        for (BackupSummary backup : all.reversed()) {
            if (backup.isComplete()) {
                Decision decision = Objects.requireNonNull(decisions.get(candidate(backup)));
                pruning.decide(backup, isJustMade(backup, options) ? kept(decision) : decision);
            } else {
                pruning.cleanUp(backup);
            }
        }
        List<String> leftovers = List.of();
        Optional<Failure> failure = pruning.failure().or(cancellation::reason);
        if (!options.dryRun() && failure.isEmpty()) {
            try {
                leftovers = catalog.removeLeftovers(options.cluster(), abandonedBefore);
            } catch (StoreException e) {
                failure = e.reason() == StoreException.Reason.UNSUPPORTED ? Optional.empty() : Optional.of(e.failure());
            }
        }
        return new PruneResult(
                catalog.location(), options.dryRun(), pruning.steps(), leftovers, plan.excesses(), failure);
    }

    /**
     * What was last written then, by the store's clock, nobody is at work on any more. It was as late as the newest object there at
     * least. This machine's clock may be days ahead, and would make old what is just being written.
     */
    private static Instant abandonedBefore(List<BackupSummary> all, Instant now) {
        return all.stream()
                .map(BackupSummary::newestModification)
                .max(Comparator.naturalOrder())
                .map(newest -> (newest.isBefore(now) ? newest : now).minus(GRACE))
                .orElse(Instant.EPOCH);
    }

    private static boolean isJustMade(BackupSummary backup, Options options) {
        return options.justMade().filter(backup.id()::equals).isPresent();
    }

    private static Decision kept(Decision decision) {
        return decision.keep()
                ? decision
                : new Decision(decision.candidate(), true, List.of(new Reason(Reason.JUST_MADE, "")));
    }

    static Candidate candidate(BackupSummary backup) {
        return new Candidate(
                backup.epoch(),
                backup.id(),
                backup.storedAt(),
                backup.storedSize(),
                backup.health(),
                backup.lockedUntil(),
                true);
    }
}
