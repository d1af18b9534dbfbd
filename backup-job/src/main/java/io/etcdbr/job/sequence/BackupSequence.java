package io.etcdbr.job.sequence;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.catalog.Selector;
import io.etcdbr.config.ContentSettings.VerifyAfter;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.format.Finding;
import io.etcdbr.format.Manifest;
import io.etcdbr.job.backup.BackupOptions;
import io.etcdbr.job.backup.BackupResult;
import io.etcdbr.job.backup.BackupResult.InStore;
import io.etcdbr.job.backup.BackupRun;
import io.etcdbr.job.backup.Phase;
import io.etcdbr.job.backup.StoreOpener;
import io.etcdbr.job.backup.UnforeseenFailure;
import io.etcdbr.job.etcd.EtcdSource;
import io.etcdbr.log.LogKeys;
import io.etcdbr.operation.PruneBackups;
import io.etcdbr.operation.PruneResult;
import io.etcdbr.operation.PruneStep;
import io.etcdbr.operation.VerifyBackups;
import io.etcdbr.operation.VerifyDepth;
import io.etcdbr.operation.VerifyOutcome;
import io.etcdbr.pipeline.AgeIdentities;
import io.etcdbr.progress.Progress;
import io.etcdbr.retention.RetentionPolicy;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreLocation;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Backs up, then verifies and prunes in every store that has the new backup. A store whose copy is found damaged or cannot be
 * read back is not pruned: what is there may be the last that is sound.
 */
public final class BackupSequence {
    private static final Logger LOG = LoggerFactory.getLogger(BackupSequence.class);

    /** A message with more of them is read by nobody; all are in the verification. */
    private static final int MOST_FINDINGS = 5;

    /**
     * @param scratch where the database is decoded for a deep verification
     * @param policy one that deletes nothing: no pruning
     */
    public record Options(
            BackupOptions backup,
            List<StoreLocation> stores,
            VerifyAfter verify,
            AgeIdentities identities,
            Path scratch,
            RetentionPolicy policy) {}

    /**
     * @param verifiedAt when the backup was read back and found sound in every store that has it
     * @param failures of stores, verification and pruning, the gravest first
     */
    public record Result(
            Manifest manifest,
            List<InStore> stores,
            Optional<Instant> verifiedAt,
            Map<Phase, Duration> durations,
            List<Failure> failures) {

        public ExitCode exitCode() {
            return failures.isEmpty() ? ExitCode.OK : failures.getFirst().code();
        }
    }

    private final StoreOpener opener;
    private final Options options;
    private final Clock clock;
    private final Progress progress;
    private final Cancellation cancellation;

    public BackupSequence(
            StoreOpener opener, Options options, Clock clock, Progress progress, Cancellation cancellation) {
        this.opener = opener;
        this.options = options;
        this.clock = clock;
        this.progress = progress;
        this.cancellation = cancellation;
    }

    /**
     * @param etcd not closed
     * @throws EtcdbrException if no store has the backup in the end
     */
    public Result run(EtcdSource etcd) {
        BackupResult backup =
                new BackupRun(etcd, options.stores, opener, options.backup, clock, progress, cancellation).run();
        Map<Phase, Duration> durations = new EnumMap<>(Phase.class);
        durations.putAll(backup.durations());
        List<Failure> failures = new ArrayList<>();
        List<StoreLocation> stored = new ArrayList<>();
        for (InStore store : backup.stores()) {
            switch (store) {
                case InStore.Stored(StoreLocation location) -> {
                    stored.add(location);
                    note(location, backup.manifest());
                }
                case InStore.Failed(StoreLocation location, Failure failure) ->
                    warn(location, failure, "Store has no backup");
            }
        }
        if (stored.size() < backup.stores().size()) {
            failures.add(partial(backup));
        }
        @Nullable Instant verifiedAt = null;
        if (options.verify != VerifyAfter.NONE) {
            long start = System.nanoTime();
            List<StoreLocation> sound = stored.stream()
                    .filter(location -> isSound(location, backup.manifest(), failures))
                    .toList();
            durations.put(Phase.VERIFY, Duration.ofNanos(System.nanoTime() - start));
            if (sound.size() == stored.size()) {
                verifiedAt = clock.instant();
            }
            stored = sound;
        }
        if (!options.policy.deletesNothing()) {
            long start = System.nanoTime();
            stored.forEach(location -> prune(location, backup.manifest(), failures));
            durations.put(Phase.PRUNE, Duration.ofNanos(System.nanoTime() - start));
        }
        failures.sort((a, b) -> Boolean.compare(isDamage(b), isDamage(a)));
        return new Result(backup.manifest(), backup.stores(), Optional.ofNullable(verifiedAt), durations, failures);
    }

    private static boolean isDamage(Failure failure) {
        return failure.code() == ExitCode.DAMAGED || failure.code() == ExitCode.SOURCE_DAMAGED;
    }

    private static Failure partial(BackupResult backup) {
        List<String> problems = backup.failures().stream().map(Failure::problem).toList();
        return new Failure(
                ExitCode.PARTIAL,
                "backup " + backup.manifest().id() + " is in "
                        + (backup.stores().size() - problems.size()) + " of "
                        + backup.stores().size() + " stores: " + String.join("; ", problems),
                backup.failures().getFirst().remedy());
    }

    private boolean isSound(StoreLocation location, Manifest manifest, List<Failure> failures) {
        VerifyDepth depth = switch (options.verify) {
            case NONE, STORED -> VerifyDepth.STORED;
            case PLAIN -> VerifyDepth.PLAIN;
            case BEST -> VerifyDepth.BEST;
            case DEEP -> VerifyDepth.DEEP;
        };
        VerifyBackups.Options one = new VerifyBackups.Options(
                Optional.of(manifest.cluster().name()),
                Optional.of(manifest.cluster().etcdClusterId()),
                new VerifyBackups.Target.One(new Selector.Id(manifest.id().toString())),
                depth,
                options.identities,
                options.scratch,
                true);
        try (Store store = opener.open(location)) {
            List<VerifyOutcome> outcomes = new VerifyBackups(
                            store, options.backup.tool(), clock, progress, cancellation)
                    .run(one)
                    .outcomes();
            return outcomes.stream().allMatch(outcome -> isSound(location, outcome, failures));
        } catch (StoreException e) {
            add(location, notVerified(manifest, e.failure()), failures);
            return false;
        } catch (RuntimeException e) {
            cancellation.check();
            add(
                    location,
                    notVerified(location, manifest, UnforeseenFailure.of("verifying in " + location, e)),
                    failures);
            return false;
        }
    }

    private static boolean isSound(StoreLocation location, VerifyOutcome outcome, List<Failure> failures) {
        return switch (outcome) {
            case VerifyOutcome.Checked checked
            when checked.sound() -> {
                LOG.atInfo()
                        .addKeyValue(LogKeys.STORE, location)
                        .addKeyValue(
                                LogKeys.LEVEL, checked.verification().level().text())
                        .log("Backup read back and found sound");
                checked.verification()
                        .findings()
                        .forEach(finding -> LOG.atWarn()
                                .addKeyValue(LogKeys.STORE, location)
                                .log("Backup is sound, but {}", finding.message()));
                checked.notRecorded().ifPresent(failure -> add(location, failure, failures));
                yield true;
            }
            case VerifyOutcome.Checked checked -> {
                add(location, damaged(location, checked), failures);
                yield false;
            }
            case VerifyOutcome.Unchecked unchecked -> {
                add(location, unchecked.why(), failures);
                yield false;
            }
        };
    }

    private static Failure damaged(StoreLocation location, VerifyOutcome.Checked checked) {
        String id = "backup " + checked.backup().id();
        String found = checked.verification().findings().stream()
                .filter(finding -> finding.severity() == Finding.Severity.ERROR)
                .limit(MOST_FINDINGS)
                .map(finding -> finding.object() + ": " + finding.message())
                .collect(Collectors.joining("; "));
        return checked.damagedAtSource()
                ? new Failure(
                        ExitCode.SOURCE_DAMAGED,
                        id + " came back from " + location + " as etcd sent it, but the database in it is damaged: "
                                + found,
                        "Back up from another member, and replace the one that this was read from")
                : new Failure(
                        ExitCode.DAMAGED,
                        id + " came back damaged from " + location + ": " + found,
                        "Do not trust this store until its disks and its network are checked");
    }

    private static Failure notVerified(StoreLocation location, Manifest manifest, Failure why) {
        return why.code() == ExitCode.NOT_FOUND
                ? new Failure(
                        ExitCode.STORE_UNAVAILABLE,
                        "backup " + manifest.id() + " is stored in " + location
                                + " but was not verified: the store does not list it yet",
                        "Verify it later with 'etcdbr-job verify " + manifest.id() + "'")
                : notVerified(manifest, why);
    }

    private static Failure notVerified(Manifest manifest, Failure why) {
        return new Failure(
                why.code(),
                "backup " + manifest.id() + " is stored but was not verified: " + why.problem(),
                why.remedy());
    }

    private void prune(StoreLocation location, Manifest made, List<Failure> failures) {
        if (cancellation.reason().isPresent()) {
            return;
        }
        try (Store store = opener.open(location)) {
            PruneResult result = new PruneBackups(store, clock, cancellation)
                    .run(new PruneBackups.Options(
                            options.backup.cluster(), options.policy, false, Optional.empty(), Optional.of(made.id())));
            if (result.failure().isPresent()) {
                add(location, notPruned(location, result.failure().get()), failures);
                return;
            }
            LOG.atInfo()
                    .addKeyValue(LogKeys.STORE, location)
                    .addKeyValue(LogKeys.COUNT, result.count(PruneStep.Action.DELETED))
                    .addKeyValue(LogKeys.BYTES, result.freed())
                    .log("Old backups pruned");
        } catch (StoreException e) {
            add(location, notPruned(location, e.failure()), failures);
        } catch (RuntimeException e) {
            cancellation.check();
            add(location, notPruned(location, UnforeseenFailure.of("pruning", e)), failures);
        }
    }

    private static Failure notPruned(StoreLocation location, Failure why) {
        return new Failure(
                why.code(),
                "the backup is stored, but old ones in " + location + " were not pruned: " + why.problem(),
                why.remedy());
    }

    private static void note(StoreLocation location, Manifest manifest) {
        LOG.atInfo()
                .addKeyValue(LogKeys.BACKUP, manifest.id())
                .addKeyValue(LogKeys.STORE, location)
                .addKeyValue(LogKeys.REVISION, manifest.revision())
                .addKeyValue(LogKeys.BYTES, manifest.snapshot().plainSize())
                .addKeyValue(LogKeys.STORED_BYTES, manifest.snapshot().storedSize())
                .log("Backup stored");
    }

    private static void add(StoreLocation location, Failure failure, List<Failure> failures) {
        failures.add(failure);
        warn(location, failure, "Store needs attention");
    }

    private static void warn(StoreLocation location, Failure failure, String message) {
        LOG.atWarn()
                .addKeyValue(LogKeys.STORE, location)
                .addKeyValue(LogKeys.ERROR, failure.problem())
                .log(message);
    }
}
