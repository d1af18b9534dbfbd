package io.etcdbr.operation;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.catalog.BackupCatalog;
import io.etcdbr.catalog.BackupSummary;
import io.etcdbr.catalog.CatalogListing;
import io.etcdbr.catalog.Selector;
import io.etcdbr.content.StoredStreams;
import io.etcdbr.disk.DiskException;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.format.ClusterName;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.Finding;
import io.etcdbr.format.FormatVersion;
import io.etcdbr.format.ObjectName;
import io.etcdbr.format.Tool;
import io.etcdbr.format.Verification;
import io.etcdbr.format.VerificationLevel;
import io.etcdbr.format.VerificationResult;
import io.etcdbr.log.LogKeys;
import io.etcdbr.pipeline.AgeIdentities;
import io.etcdbr.pipeline.IdentityException;
import io.etcdbr.progress.Progress;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads backups back from their store, recomputes every digest, looks into the database, and writes down what it found. */
public final class VerifyBackups {
    private static final Logger LOG = LoggerFactory.getLogger(VerifyBackups.class);

    /** Which ones. */
    public sealed interface Target {
        /** One of them. */
        record One(Selector selector) implements Target {}

        /**
         * All complete ones.
         *
         * @param notVerifiedSince only those at which nobody looked at or after this time, as deep as is asked now
         */
        record All(Optional<Instant> notVerifiedSince) implements Target {}
    }

    /**
     * @param cluster for one backup, may be empty if the store holds backups of one cluster only; for all, empty means every
     *     cluster
     * @param epoch the etcd cluster id to look at
     * @param scratch where databases are decoded to be looked into, if {@code depth} asks for it
     * @param record whether to write the results to the store
     */
    public record Options(
            Optional<ClusterName> cluster,
            Optional<EtcdClusterId> epoch,
            Target target,
            VerifyDepth depth,
            AgeIdentities identities,
            Path scratch,
            boolean record) {}

    private final BackupCatalog catalog;
    private final StoredStreams streams;
    private final Tool tool;
    private final Clock clock;
    private final Progress progress;
    private final Cancellation cancellation;

    public VerifyBackups(Store store, Tool tool, Clock clock, Progress progress, Cancellation cancellation) {
        this.catalog = new BackupCatalog(store);
        this.streams = new StoredStreams(catalog, progress, cancellation);
        this.tool = tool;
        this.clock = clock;
        this.progress = progress;
        this.cancellation = cancellation;
    }

    /**
     * Verifies all that {@code options} name, damaged ones among them; a store that stops answering ends the work early. Of all,
     * those that a pruning deletes meanwhile are passed over.
     *
     * @throws EtcdbrException {@link ExitCode#NOT_FOUND} if there is no such backup, or none at all; or the work is cancelled
     * @throws StoreException if not even a listing can be had
     */
    public VerifyResult run(Options options) throws StoreException {
        CatalogListing listing = catalog.listForChoice(options.cluster());
        List<BackupSummary> asked = asked(listing, options);
        List<BackupSummary> due =
                asked.stream().filter(backup -> isDue(backup, options)).toList();
        List<VerifyOutcome> outcomes = new ArrayList<>();
        int taken = 0;
        for (BackupSummary backup : due) {
            cancellation.check();
            Optional<VerifyOutcome> outcome = verify(backup, options);
            taken++;
            outcome.ifPresent(outcomes::add);
            if (outcome.orElse(null) instanceof VerifyOutcome.Unchecked unchecked
                    && unchecked.why().code() == ExitCode.STORE_UNAVAILABLE) {
                break;
            }
        }
        return new VerifyResult(catalog.location(), outcomes, due.size() - taken, asked.size() - due.size());
    }

    private static List<BackupSummary> asked(CatalogListing listing, Options options) {
        return switch (options.target()) {
            case Target.One(Selector selector) ->
                List.of(BackupCatalog.chooseEvenDamaged(listing, options.cluster(), options.epoch(), selector));
            case Target.All _ -> BackupCatalog.chooseAll(listing, options.cluster(), options.epoch());
        };
    }

    private static boolean isDue(BackupSummary backup, Options options) {
        return switch (options.target()) {
            case Target.One _ -> true;
            case Target.All(Optional<Instant> since) ->
                since.isEmpty()
                        || backup.names(ObjectName.Verification.class)
                                .noneMatch(look -> !look.time().isBefore(since.get())
                                        && look.level().compareTo(aim(backup, options)) >= 0);
        };
    }

    /** How deep the look at this backup is to be. */
    private static VerificationLevel aim(BackupSummary backup, Options options) {
        return switch (options.depth()) {
            case STORED -> VerificationLevel.STORED;
            case PLAIN -> VerificationLevel.PLAIN;
            case BEST ->
                backup.encrypted() && options.identities().isEmpty()
                        ? VerificationLevel.STORED
                        : VerificationLevel.PLAIN;
            case DEEP -> VerificationLevel.DEEP;
        };
    }

    /** @return empty if it is one of all and was deleted meanwhile */
    private Optional<VerifyOutcome> verify(BackupSummary backup, Options options) {
        BackupCheck check = new BackupCheck(
                catalog,
                streams,
                backup,
                options.identities(),
                options.depth(),
                new DatabaseCheck(options.scratch(), progress, cancellation));
        try {
            List<Finding> findings = check.run();
            boolean damaged = findings.stream().anyMatch(BackupCheck::isError);
            Verification verification = new Verification(
                    FormatVersion.CURRENT,
                    backup.id(),
                    check.level(),
                    damaged ? VerificationResult.DAMAGED : VerificationResult.SOUND,
                    clock.instant(),
                    tool,
                    findings,
                    check.database());
            return Optional.of(new VerifyOutcome.Checked(
                    backup, verification, options.record() ? record(backup, verification) : Optional.empty()));
        } catch (BackupCheck.DeletedException e) {
            return switch (options.target()) {
                case Target.One one -> Optional.of(new VerifyOutcome.Unchecked(backup, deleted(backup)));
                case Target.All all -> {
                    LOG.atInfo()
                            .addKeyValue(LogKeys.BACKUP, backup.id())
                            .addKeyValue(LogKeys.STORE, catalog.location())
                            .log("This backup was deleted while it was verified");
                    yield Optional.empty();
                }
            };
        } catch (IOException | EtcdbrException e) {
            cancellation.check();
            return Optional.of(new VerifyOutcome.Unchecked(backup, whyUnchecked(backup, e)));
        }
    }

    private Failure deleted(BackupSummary backup) {
        return new Failure(
                ExitCode.NOT_FOUND,
                "backup " + backup.id() + " was deleted from " + catalog.location() + " while it was verified",
                "Verify another");
    }

    private Failure whyUnchecked(BackupSummary backup, Exception failure) {
        return switch (failure) {
            case EtcdbrException e -> e.failure();
            case StoreException e -> e.failure();
            case DiskException e -> e.asFailure().failure();
            case IdentityException e ->
                new Failure(
                        ExitCode.IDENTITY,
                        "backup " + backup.id() + " could not be decrypted: " + e.getMessage(),
                        "Give the age identity of one of its recipients with --identity, or look at its stored bytes only"
                                + " with --depth stored");
            default ->
                new Failure(
                        ExitCode.STORE_UNAVAILABLE,
                        "reading backup " + backup.id() + " from " + catalog.location() + " broke off: "
                                + failure.getMessage(),
                        "Try again");
        };
    }

    private Optional<Failure> record(BackupSummary backup, Verification verification) {
        try {
            catalog.record(backup.epoch(), verification);
            return Optional.empty();
        } catch (StoreException e) {
            return Optional.of(new Failure(
                    e.failure().code(),
                    "the result for backup " + backup.id() + " could not be written down: " + e.getMessage(),
                    e.failure().remedy()));
        }
    }
}
