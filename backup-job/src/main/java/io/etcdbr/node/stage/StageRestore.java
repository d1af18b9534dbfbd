package io.etcdbr.node.stage;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.disk.FreeSpace;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.node.host.FileId;
import io.etcdbr.node.host.OwnFolder;
import io.etcdbr.node.host.Renames;
import io.etcdbr.node.tool.RestoreTool;
import io.etcdbr.progress.Progress;
import io.etcdbr.restore.Staged;
import io.etcdbr.restore.plan.PlanCodec;
import io.etcdbr.restore.plan.PlannedBackup;
import io.etcdbr.restore.plan.RoomNeeded;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Makes the new data beside the old and proves it. The running etcd is only read. Each try has a folder of its own, so that a kill at
 * any point leaves nothing that the next try would take for data; a failure leaves nothing at all.
 */
public final class StageRestore {
    /** How many values of each key of the encryption at rest are opened. */
    private static final int ENCRYPTED_SAMPLES = 3;

    private final PlanOnNode restore;
    private final RestoreTool tool;
    private final Source source;
    private final EtcdWatch watch;
    private final Progress progress;
    private final Cancellation cancellation;

    /** Where the snapshot comes from. */
    @FunctionalInterface
    public interface Source {
        /**
         * Writes the plain snapshot.
         *
         * @throws IOException as {@code out} threw it
         * @throws EtcdbrException if it cannot be had
         */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * What was staged.
     *
     * @param encryptionKeys those of which a value was opened, each as {@code provider/name}
     * @param already whether an earlier call had done it
     */
    public record Result(Staged staged, Set<String> encryptionKeys, boolean already) {}

    /**
     * Stages on a node whose etcd is watched meanwhile.
     *
     * @throws EtcdbrException if it cannot be done; then nothing is left of it
     */
    public static Result run(
            PlanOnNode restore, RestoreTool tool, Source source, Progress progress, Cancellation cancellation) {
        try (EtcdWatch watch = EtcdWatch.of(restore.root(), restore.self())) {
            return new StageRestore(restore, tool, source, watch, progress, cancellation).run();
        } catch (IOException e) {
            throw DiskTrouble.failure("the certificates of etcd's client were not found", e);
        }
    }

    StageRestore(
            PlanOnNode restore,
            RestoreTool tool,
            Source source,
            EtcdWatch watch,
            Progress progress,
            Cancellation cancellation) {
        this.restore = restore;
        this.tool = tool;
        this.source = source;
        this.watch = watch;
        this.progress = progress;
        this.cancellation = cancellation;
    }

    /**
     * Stages. Whatever was staged before for the same plan and is still whole is taken as it is.
     *
     * @throws EtcdbrException if it cannot be done; then nothing is left of it. {@link ExitCode#REFUSED} also if the restore went further here
     *     once and its journal is gone; then nothing is touched
     */
    Result run() {
        try {
            StagingFolders data = restore.data();
            Optional<StagingFolders> wal = restore.wal();
            Optional<Staged> before = StagedRecord.read(restore.folder(), PlanCodec.digest(restore.plan()));
            if (before.isPresent() && isWhole(data, wal, before.get())) {
                return new Result(before.get(), Set.of(), true);
            }
            requireNotArmed();
            SafeRemoval.require(restore);
            StagedRecord.remove(restore.folder());
            data.make();
            OwnFolder.remove(data.newFolder());
            if (wal.isPresent()) {
                wal.get().make();
                OwnFolder.remove(wal.get().newFolder());
            }
            try {
                return stage(data, wal);
            } catch (IOException | RuntimeException | Error e) {
                leaveNothing(data, wal);
                throw e;
            }
        } catch (IOException e) {
            throw DiskTrouble.failure("staging failed on node " + restore.self().node(), e);
        }
    }

    private Result stage(StagingFolders data, Optional<StagingFolders> wal) throws IOException {
        PlannedBackup backup = restore.plan().backup();
        Path attempt = data.newAttempt();
        Optional<Path> walAttempt = Optional.empty();
        if (wal.isPresent()) {
            walAttempt = Optional.of(wal.get().newAttempt());
        }
        long memberInode = restore.memberInode();
        boolean fetched = IncomingSnapshot.isThere(data, backup);
        requireRoom(data, wal, fetched ? 0 : backup.plainSize());
        if (!fetched) {
            fetch(data, backup);
        }
        SnapshotProof proof = new SnapshotProof(progress, cancellation);
        proof.snapshot(data.snapshot(), backup);
        watch.awaitWell();
        try (Progress.Task _ = progress.begin("writing the new data", OptionalLong.empty())) {
            new RestoreToolRun(tool, watch, cancellation)
                    .run(RestoreToolRun.arguments(
                            restore.plan(), restore.self(), data.snapshot(), attempt, walAttempt));
        }
        Path member = attempt.resolve("member");
        String hash = new NewDataProof(restore.plan(), restore.self(), proof)
                .run(member, walAttempt.orElseGet(() -> member.resolve("wal")));
        Set<String> keys;
        try (Progress.Task _ = progress.begin("opening encrypted values", OptionalLong.empty())) {
            keys = new EncryptionProof(restore, ENCRYPTED_SAMPLES).run(member.resolve("snap/db"));
        }
        Likeness likeness = Likeness.of(data.directory().resolve("member"));
        try (Progress.Task _ = progress.begin("forcing the new data to the disk", OptionalLong.empty())) {
            likeness.give(member);
            if (walAttempt.isPresent()) {
                likeness.give(walAttempt.get());
            }
        }
        if (wal.isPresent() && walAttempt.isPresent()) {
            Renames.move(walAttempt.get(), wal.get().newFolder());
        }
        Renames.move(member, OwnFolder.make(data.own(), "new").resolve("member"));
        Staged staged = new Staged(
                PlanCodec.digest(restore.plan()),
                hash,
                memberInode,
                inode(data.newFolder().resolve("member")),
                wal.isPresent() ? files(wal.get().newFolder()) : Map.of());
        StagedRecord.write(restore.folder(), staged);
        OwnFolder.remove(attempt);
        OwnFolder.remove(data.own().resolve("in"));
        return new Result(staged, keys, false);
    }

    private void requireRoom(StagingFolders data, Optional<StagingFolders> wal, long snapshot) throws IOException {
        long device = FileId.behind(data.directory()).device();
        boolean apart = wal.isPresent() && FileId.behind(wal.get().directory()).device() != device;
        FreeSpace.require(
                data.directory(),
                RoomNeeded.data(snapshot, restore.plan().backup().plainSize(), apart, false),
                "Make room on the disk of etcd's data directory");
        if (apart) {
            FreeSpace.require(
                    wal.get().directory(), RoomNeeded.wal(false), "Make room on the disk of etcd's WAL directory");
        }
    }

    private void fetch(StagingFolders data, PlannedBackup backup) throws IOException {
        IncomingSnapshot.Pace pace = () -> {
            cancellation.check();
            watch.awaitWell();
        };
        try (IncomingSnapshot incoming = IncomingSnapshot.create(data, backup, pace)) {
            source.writeTo(incoming);
            incoming.publish();
        }
    }

    private void requireNotArmed() throws IOException {
        if (restore.journal().isPresent()) {
            throw PlanOnNode.refused(
                    "restore " + restore.plan().id()
                            + " is armed on this node, and its new data is not what was staged",
                    "Discard it with 'etcdbr-node discard " + restore.plan().id() + "' and make a new plan");
        }
    }

    private boolean isWhole(StagingFolders data, Optional<StagingFolders> wal, Staged staged) throws IOException {
        Path member = data.newFolder().resolve("member");
        return Files.isDirectory(member, LinkOption.NOFOLLOW_LINKS)
                && inode(member) == staged.newMember()
                && restore.memberInode() == staged.oldMember()
                && (wal.isEmpty() || files(wal.get().newFolder()).equals(staged.newWal()));
    }

    /** What an earlier failure has to say is more important than one of this. */
    private static void leaveNothing(StagingFolders data, Optional<StagingFolders> wal) {
        try {
            data.remove();
            if (wal.isPresent()) {
                wal.get().remove();
            }
        } catch (IOException e) {
            // The next try removes it.
        }
    }

    private static Map<String, Long> files(Path folder) throws IOException {
        Map<String, Long> files = new TreeMap<>();
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> entries = Files.list(folder)) {
                for (Path file : entries.toList()) {
                    files.put(String.valueOf(file.getFileName()), inode(file));
                }
            }
        }
        return files;
    }

    private static long inode(Path path) throws IOException {
        return FileId.inodeOf(path)
                .orElseThrow(() -> new EtcdbrException(
                        ExitCode.INTERNAL, "there is no " + path + " any more", "Somebody else works on this folder"));
    }
}
