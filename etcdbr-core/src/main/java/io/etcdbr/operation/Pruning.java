package io.etcdbr.operation;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.catalog.BackupCatalog;
import io.etcdbr.catalog.BackupSummary;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.Failure;
import io.etcdbr.format.BackupId;
import io.etcdbr.operation.PruneStep.Action;
import io.etcdbr.retention.Decision;
import io.etcdbr.retention.Reason;
import io.etcdbr.storage.StoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One pruner at work: carries decisions out until the store fails. */
final class Pruning {
    private static final String INCOMPLETE = "incomplete";

    private final BackupCatalog catalog;
    private final Instant now;
    private final Instant abandonedBefore;
    private final boolean dryRun;
    private final Optional<Set<BackupId>> only;
    private final Cancellation cancellation;
    private final List<PruneStep> oldestFirst = new ArrayList<>();
    private @Nullable Failure failure;

    /**
     * @param abandonedBefore by the store's clock: what is incomplete and was last written then or before, nobody will complete
     * @param only what may be deleted at all; empty if anything may
     */
    Pruning(
            BackupCatalog catalog,
            Instant now,
            Instant abandonedBefore,
            boolean dryRun,
            Optional<Set<BackupId>> only,
            Cancellation cancellation) {
        this.catalog = catalog;
        this.now = now;
        this.abandonedBefore = abandonedBefore;
        this.dryRun = dryRun;
        this.only = only;
        this.cancellation = cancellation;
    }

    List<PruneStep> steps() {
        return oldestFirst.reversed();
    }

    Optional<Failure> failure() {
        return Optional.ofNullable(failure);
    }

    /** A complete backup. */
    void decide(BackupSummary backup, Decision decision) {
        if (decision.keep()) {
            step(backup, Action.KEPT, decision.reasons());
            return;
        }
        attempt(backup, decision.reasons(), () -> {
            Optional<Reason> hindrance = hindrance(backup);
            if (hindrance.isPresent()) {
                step(backup, Action.KEPT, List.of(hindrance.get()));
            } else {
                delete(backup, decision.reasons());
            }
        });
    }

    /** Objects without a manifest. */
    void cleanUp(BackupSummary incomplete) {
        Instant newest = incomplete.newestModification();
        Optional<Instant> lock = incomplete.lockedUntil().filter(until -> until.isAfter(now));
        if (lock.isPresent()) {
            step(incomplete, Action.KEPT, List.of(new Reason(INCOMPLETE, ""), locked(lock.get())));
            return;
        }
        if (newest.isAfter(abandonedBefore)) {
            step(incomplete, Action.KEPT, List.of(new Reason(INCOMPLETE, "its writer may still be at work")));
            return;
        }
        Reason left = new Reason(INCOMPLETE, "last written " + newest);
        attempt(incomplete, List.of(left), () -> {
            if (catalog.isCommitted(incomplete)) {
                step(incomplete, Action.KEPT, List.of(new Reason(INCOMPLETE, "completed meanwhile")));
            } else {
                delete(incomplete, List.of(left));
            }
        });
    }

    private interface Work {
        void run() throws StoreException;
    }

    private void attempt(BackupSummary backup, List<Reason> reasons, Work work) {
        cancellation.reason().ifPresent(why -> failure = failure == null ? why : failure);
        if (failure != null) {
            step(backup, Action.NOT_DONE, reasons);
            return;
        }
        try {
            work.run();
        } catch (StoreException e) {
            failure = e.failure();
            step(backup, Action.NOT_DONE, reasons);
        }
    }

    /** What only the manifest tells: whether a newer etcdbr made the backup, nobody can read it, or it is locked after all. */
    private Optional<Reason> hindrance(BackupSummary backup) throws StoreException {
        try {
            return catalog.manifest(backup)
                    .lockUntil()
                    .filter(until -> until.isAfter(now))
                    .map(Pruning::locked);
        } catch (EtcdbrException e) {
            return Optional.of(new Reason(Reason.UNREADABLE, e.failure().problem()));
        } catch (StoreException e) {
            return switch (e.reason()) {
                // Another pruner is at it; finishing its work does no harm.
                case MISSING -> Optional.empty();
                case CORRUPT -> Optional.of(new Reason(Reason.UNREADABLE, e.getMessage()));
                case EXISTS, REFUSED, LOCKED, UNSUPPORTED, NO_SPACE, UNAVAILABLE -> throw e;
            };
        }
    }

    private void delete(BackupSummary backup, List<Reason> reasons) throws StoreException {
        if (only.isPresent() && !only.get().contains(backup.id())) {
            step(backup, Action.KEPT, List.of(new Reason(Reason.NOT_NAMED, "")));
            return;
        }
        if (dryRun) {
            step(backup, Action.WOULD_DELETE, reasons);
            return;
        }
        try {
            catalog.delete(backup);
            step(backup, Action.DELETED, reasons);
        } catch (StoreException e) {
            if (e.reason() != StoreException.Reason.LOCKED) {
                throw e;
            }
            step(backup, Action.KEPT, List.of(new Reason(Reason.LOCKED, String.valueOf(e.getMessage()))));
        }
    }

    private void step(BackupSummary backup, Action action, List<Reason> reasons) {
        oldestFirst.add(new PruneStep(backup, action, reasons));
    }

    private static Reason locked(Instant until) {
        return new Reason(Reason.LOCKED, "until " + until);
    }
}
