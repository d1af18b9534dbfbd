package io.etcdbr.node.stage;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.node.datadir.StuckException;
import io.etcdbr.node.datadir.WalOwner;
import io.etcdbr.node.host.FileId;
import io.etcdbr.node.host.RestoreFolder;
import io.etcdbr.restore.Staged;
import io.etcdbr.restore.journal.Journal;
import io.etcdbr.restore.plan.ManifestFile;
import io.etcdbr.restore.plan.PlanCodec;
import io.etcdbr.restore.plan.RestoreId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether what a restore has on the node was all made by staging, and nothing of the node from before is among it: only then may it be
 * removed. The journal alone does not say so, since it may have got lost after GO.
 */
final class SafeRemoval {
    private SafeRemoval() {}

    /** @throws EtcdbrException {@link ExitCode#REFUSED} if it may not be removed; it was only looked at then */
    static void require(PlanOnNode restore) throws IOException {
        try {
            requireOwnNames(restore.data());
            Optional<StagingFolders> wal = restore.wal();
            if (wal.isPresent()) {
                requireOwnNames(wal.get());
            }
            requireNoManifest(restore);
            requireStaged(restore);
        } catch (StuckException e) {
            throw refused(restore.plan().id(), String.valueOf(e.getMessage()));
        }
    }

    /** The same for a folder without a plan, of which nobody can tell where the data lies. */
    static void requireWithoutPlan(RestoreId id, RestoreFolder folder) {
        for (Path path : List.of(folder.staged(), folder.journal(), folder.saved())) {
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                throw refused(
                        id, "there is " + path + ", but no " + folder.plan() + ", which is the same on all nodes");
            }
        }
    }

    static EtcdbrException refused(RestoreId id, String objection) {
        return PlanOnNode.refused(
                "restore " + id + " may have gone further on this node than staging, so nothing of it is removed: "
                        + objection,
                "Look how far the other nodes are, with 'etcdbr-node status " + id
                        + "'; docs/restore.md, section 4, says how the old cluster comes back, with RECOVER.sh");
    }

    /** The old data, and what RECOVER.sh sets aside, lie under other names. */
    private static void requireOwnNames(StagingFolders folders) throws IOException {
        if (!Files.exists(folders.own(), LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> entries = Files.list(folders.own())) {
            Optional<Path> foreign =
                    entries.filter(entry -> !folders.isOfStaging(entry)).findAny();
            if (foreign.isPresent()) {
                throw new StuckException("there is " + foreign.get());
            }
        }
    }

    private static void requireNoManifest(PlanOnNode restore) throws IOException {
        Path near = restore.root()
                .resolve(restore.self().staticPodPath())
                .resolveSibling("etcdbr-" + restore.plan().id() + "-out");
        for (ManifestFile manifest : restore.self().manifests().all()) {
            for (Path out : List.of(restore.folder().out(), near)) {
                Path taken = out.resolve(manifest.name());
                if (Files.exists(taken, LinkOption.NOFOLLOW_LINKS)
                        && !Files.exists(restore.root().resolve(manifest.path()), LinkOption.NOFOLLOW_LINKS)) {
                    throw new StuckException("the manifest " + manifest.path() + " lies in " + taken);
                }
            }
        }
    }

    /** By inodes if it is known what was staged, else by whose WAL it is. */
    private static void requireStaged(PlanOnNode restore) throws IOException {
        StagingFolders data = restore.data();
        Path staged = data.newFolder().resolve("member");
        Path used = data.directory().resolve("member");
        Optional<Staged> record = restore.journal().flatMap(Journal::staged);
        if (record.isEmpty()) {
            record = StagedRecord.read(restore.folder(), PlanCodec.digest(restore.plan()));
        }
        if (record.isPresent()) {
            if (FileId.inodeOf(used).orElse(0) == record.get().newMember()) {
                throw new StuckException("the restored data is in use, in " + used);
            }
            if (FileId.inodeOf(staged).orElse(record.get().newMember())
                    != record.get().newMember()) {
                throw new StuckException(staged + " is not what was staged");
            }
            return;
        }
        Optional<StagingFolders> wal = restore.wal();
        WalOwner restored = new WalOwner(
                restore.plan().etcd().newClusterId(), restore.self().newMemberId());
        Path stagedWal = wal.map(StagingFolders::newFolder).orElseGet(() -> staged.resolve("wal"));
        Path usedWal = wal.map(StagingFolders::directory).orElseGet(() -> used.resolve("wal"));
        if (hasWal(stagedWal) && !WalOwner.of(stagedWal).equals(restored)) {
            throw new StuckException(stagedWal + " is not the WAL of the restored cluster");
        }
        if (hasWal(usedWal) && WalOwner.of(usedWal).equals(restored)) {
            throw new StuckException("the restored data is in use, in " + used);
        }
    }

    private static boolean hasWal(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.toString().endsWith(".wal"));
        }
    }
}
