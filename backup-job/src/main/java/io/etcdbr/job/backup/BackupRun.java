package io.etcdbr.job.backup;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.disk.DiskException;
import io.etcdbr.disk.ScratchFile;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.format.Alarm;
import io.etcdbr.format.DataKind;
import io.etcdbr.format.DataObject;
import io.etcdbr.format.Epoch;
import io.etcdbr.format.FilesObject;
import io.etcdbr.format.Manifest;
import io.etcdbr.job.etcd.ClusterState;
import io.etcdbr.job.etcd.EtcdSource;
import io.etcdbr.job.etcd.MemberChoice;
import io.etcdbr.job.etcd.MemberState;
import io.etcdbr.job.etcd.SourceException;
import io.etcdbr.keyindex.KeyIndexBuilder;
import io.etcdbr.keyindex.PlainKeyIndex;
import io.etcdbr.log.LogKeys;
import io.etcdbr.pipeline.DamagedException;
import io.etcdbr.progress.Progress;
import io.etcdbr.storage.StoreLocation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one backup. etcd is read once, from the first member that does it well; every store gets the same bytes. Nothing is
 * visible in a store as a backup before its manifest is, and the manifest is written last (docs/format.md section 2).
 */
public final class BackupRun {
    private static final Logger LOG = LoggerFactory.getLogger(BackupRun.class);
    private static final String NO_SPACE = "NOSPACE";

    private final EtcdSource source;
    private final List<StoreLocation> stores;
    private final StoreOpener opener;
    private final BackupOptions options;
    private final Clock clock;
    private final Progress progress;
    private final Cancellation cancellation;
    private final Phases phases = new Phases();

    public BackupRun(
            EtcdSource source,
            List<StoreLocation> stores,
            StoreOpener opener,
            BackupOptions options,
            Clock clock,
            Progress progress,
            Cancellation cancellation) {
        this.source = source;
        this.stores = List.copyOf(stores);
        this.opener = opener;
        this.options = options;
        this.clock = clock;
        this.progress = progress;
        this.cancellation = cancellation;
    }

    /**
     * Runs it once.
     *
     * @throws EtcdbrException if no store has the backup in the end: what is at fault, and nothing of it is listed anywhere
     */
    public BackupResult run() {
        IncludedFiles files = new IncludedFiles(options);
        files.check();
        List<StoreTarget> targets = stores.stream()
                .map(location -> new StoreTarget(location, opener, options.cluster()))
                .toList();
        try (Cancellation.Registration aborting = cancellation.onCancel(() -> stop(targets))) {
            return run(targets, files);
        } catch (FanOut.NoStoreLeftException e) {
            cancellation.check();
            throw noStoreLeft(targets);
        } catch (IOException e) {
            cancellation.check();
            throw new EtcdbrException(
                    new Failure(ExitCode.INTERNAL, "the backup failed unexpectedly: " + e.getMessage(), ""), e);
        } finally {
            targets.forEach(StoreTarget::close);
        }
    }

    /** At the same time: a store that hangs takes seconds. */
    private static void stop(List<StoreTarget> targets) {
        targets.forEach(target -> Thread.ofVirtual().name("stop").start(target::stop));
    }

    private BackupResult run(List<StoreTarget> targets, IncludedFiles files) throws IOException {
        ClusterState cluster;
        MemberChoice choice;
        try (Phases.Running look = phases.begin(Phase.LOOK)) {
            cluster = source.look();
            choice = choose(cluster);
        }
        Epoch epoch = new Epoch(options.cluster(), cluster.id());
        try (ScratchFile spool = options.spool().map(BackupRun::spool).orElse(null)) {
            Optional<ScratchFile> spooled = Optional.ofNullable(spool);
            Snapshot snapshot = readFromBest(choice, epoch, targets, spooled);
            if (spool != null) {
                try (Phases.Running upload = phases.begin(Phase.UPLOAD)) {
                    snapshot.attempt().upload(spool, snapshot.read().object(), progress);
                }
            }
            Optional<FilesObject> filesObject = writeFiles(snapshot.attempt(), files);
            ManifestDraft draft = new ManifestDraft(snapshot.attempt(), cluster, options);
            Manifest manifest;
            try (Phases.Running commit = phases.begin(Phase.COMMIT)) {
                Optional<DataObject> keyIndex = writeKeyIndex(snapshot);
                manifest = new Commit(
                                snapshot.attempt(),
                                before ->
                                        draft.manifest(snapshot.read(), filesObject, keyIndex, clock.instant(), before))
                        .run(targets)
                        .orElseThrow(FanOut.NoStoreLeftException::new);
            }
            List<BackupResult.InStore> ends =
                    targets.stream().map(BackupRun::inStore).toList();
            return new BackupResult(manifest, ends, phases.durations());
        }
    }

    private static ScratchFile spool(Path folder) {
        return new ScratchFile(folder, "the spool", "Name a directory with enough space with --spool, or leave it out");
    }

    private static BackupResult.InStore inStore(StoreTarget target) {
        return target.failure()
                .<BackupResult.InStore>map(failure -> new BackupResult.InStore.Failed(target.location(), failure))
                .orElseGet(() -> new BackupResult.InStore.Stored(target.location()));
    }

    private record Snapshot(Attempt attempt, Attempt.Read read) {}

    /** Reads the members in the order of the choice until one was read whole. */
    private Snapshot readFromBest(
            MemberChoice choice, Epoch epoch, List<StoreTarget> targets, Optional<ScratchFile> spool)
            throws IOException {
        @Nullable EtcdbrException last = null;
        for (MemberChoice.Candidate candidate : choice.candidates()) {
            MemberState.Reachable member = candidate.member();
            LOG.atInfo()
                    .addKeyValue(LogKeys.MEMBER, member.member().name())
                    .addKeyValue(LogKeys.ENDPOINT, member.endpoint())
                    .addKeyValue(LogKeys.REASON, candidate.why())
                    .addKeyValue(LogKeys.REVISION, member.revision())
                    .log("Reading the snapshot");
            candidate
                    .doubt()
                    .ifPresent(doubt -> LOG.atWarn()
                            .addKeyValue(LogKeys.MEMBER, member.member().name())
                            .addKeyValue(LogKeys.REASON, doubt)
                            .log("This member may be behind, and the backup may lack what was written lately"));
            Attempt attempt = new Attempt(epoch, clock.instant(), member, options, targets, cancellation);
            try (Phases.Running read = phases.begin(Phase.READ)) {
                return new Snapshot(attempt, attempt.read(source, spool, progress));
            } catch (SourceException e) {
                last = new EtcdbrException(e.failure(), e);
            } catch (DamagedException e) {
                last = new EtcdbrException(notWhole(member, e), e);
            } catch (EtcdbrException e) {
                last = e;
            } catch (FanOut.NoStoreLeftException e) {
                throw e;
            } catch (DiskException e) {
                cancellation.check();
                throw e.asFailure();
            }
            cancellation.check();
            targets.forEach(StoreTarget::abort);
            spool.ifPresent(ScratchFile::clear);
            LOG.atWarn()
                    .addKeyValue(LogKeys.MEMBER, member.member().name())
                    .addKeyValue(LogKeys.ERROR, last.failure().problem())
                    .log("The snapshot of this member failed; what was stored of it is given up");
        }
        throw last != null ? last : choice.noCandidate();
    }

    private MemberChoice choose(ClusterState cluster) {
        MemberChoice choice = MemberChoice.of(cluster);
        for (MemberChoice.Refused refused : choice.refused()) {
            LOG.atWarn()
                    .addKeyValue(LogKeys.MEMBER, refused.member().member().name())
                    .addKeyValue(LogKeys.REASON, refused.why())
                    .log("This member is not read");
        }
        for (Alarm alarm : cluster.alarms()) {
            LOG.atWarn()
                    .addKeyValue(LogKeys.ALARM, alarm.alarm())
                    .addKeyValue(LogKeys.MEMBER, alarm.memberId())
                    .log(
                            alarm.alarm().equals(NO_SPACE)
                                    ? "etcd has used up its quota and takes no writes; the backup goes on, but compact and defragment"
                                    : "etcd has raised an alarm");
        }
        if (choice.candidates().isEmpty()) {
            throw choice.noCandidate();
        }
        return choice;
    }

    private Optional<FilesObject> writeFiles(Attempt attempt, IncludedFiles files) throws IOException {
        if (options.include().isEmpty()) {
            return Optional.empty();
        }
        try (Phases.Running running = phases.begin(Phase.FILES)) {
            return Optional.of(files.write(attempt));
        }
    }

    private static Optional<DataObject> writeKeyIndex(Snapshot snapshot) throws IOException {
        Optional<KeyIndexBuilder> builder = snapshot.read().keys();
        Optional<PlainKeyIndex> index = builder.flatMap(KeyIndexBuilder::finish);
        builder.flatMap(KeyIndexBuilder::whyNot)
                .ifPresent(
                        why -> LOG.atInfo()
                                .addKeyValue(LogKeys.REASON, why)
                                .log(
                                        "The backup gets no index of its keys: single objects will be found by reading all of it"));
        return index.isPresent()
                ? Optional.of(snapshot.attempt().write(DataKind.KEY_INDEX, index.get()::writeTo))
                : Optional.empty();
    }

    private static Failure notWhole(MemberState.Reachable member, DamagedException e) {
        return new Failure(
                ExitCode.SOURCE_DAMAGED,
                "the snapshot that etcd member " + member.member().name() + " at " + member.endpoint()
                        + " sent is not whole: " + e.getMessage(),
                "Check that member's disk and log");
    }

    private static EtcdbrException noStoreLeft(List<StoreTarget> targets) {
        List<Failure> failures =
                targets.stream().flatMap(target -> target.failure().stream()).toList();
        Failure first = failures.getFirst();
        if (failures.size() == 1) {
            return new EtcdbrException(first);
        }
        String all = String.join("; ", failures.stream().map(Failure::problem).toList());
        return new EtcdbrException(
                new Failure(first.code(), "none of the stores has the backup: " + all, first.remedy()));
    }
}
