package io.etcdbr.node.stage;

import io.etcdbr.node.host.ByHand;
import io.etcdbr.node.host.FileId;
import io.etcdbr.node.host.OwnFolder;
import io.etcdbr.restore.RecoveryStep;
import io.etcdbr.restore.Staged;
import io.etcdbr.restore.State;
import io.etcdbr.restore.journal.Journal;
import io.etcdbr.restore.plan.ManifestFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Removes what a restore that has ended left on the node: the data that was set aside, and its journal. */
public final class CleanRestore {
    private CleanRestore() {}

    /**
     * What would be removed, as paths on the node.
     *
     * @throws io.etcdbr.error.EtcdbrException {@link io.etcdbr.error.ExitCode#REFUSED} if the restore has not ended, if its data or its
     *     manifests are needed, or while a person brings the old cluster back by hand
     */
    public static List<String> paths(PlanOnNode restore) {
        try {
            requireEnded(restore);
            List<String> paths = new ArrayList<>();
            for (Path folder : folders(restore)) {
                if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                    paths.add(restore.root().onNode(folder));
                }
            }
            return paths;
        } catch (IOException e) {
            throw DiskTrouble.failure("restore " + restore.plan().id() + " could not be looked at", e);
        }
    }

    /** Removes it; the journal goes last, so that a call that was cut off can be made again. */
    public static void run(PlanOnNode restore) {
        try {
            requireEnded(restore);
            restore.data().remove();
            if (restore.wal().isPresent()) {
                restore.wal().get().remove();
            }
            for (Path folder : folders(restore)) {
                OwnFolder.remove(folder);
            }
        } catch (IOException e) {
            throw DiskTrouble.failure("restore " + restore.plan().id() + " could not be removed", e);
        }
    }

    private static List<Path> folders(PlanOnNode restore) throws IOException {
        List<Path> folders = new ArrayList<>(List.of(restore.data().own()));
        Optional<StagingFolders> wal = restore.wal();
        wal.ifPresent(staging -> folders.add(staging.own()));
        folders.add(restore.root()
                .resolve(restore.self().staticPodPath())
                .resolveSibling("etcdbr-" + restore.plan().id() + "-out"));
        folders.add(restore.folder().path());
        return folders;
    }

    private static void requireEnded(PlanOnNode restore) throws IOException {
        String id = restore.plan().id().value();
        Optional<Journal> journal = restore.journal();
        Optional<State> state = journal.flatMap(Journal::state);
        if (state.isEmpty() || !(state.get() instanceof State.Terminal)) {
            throw PlanOnNode.refused(
                    "restore " + id + " has not ended on this node: its state is "
                            + state.map(State::name).orElse("before GO"),
                    state.isEmpty()
                            ? "Discard it with 'etcdbr-node discard " + id + "'"
                            : "Wait for its end, or see 'etcdbr-node status " + id + "'");
        }
        Optional<RecoveryStep> hand = requireNotMoving(restore);
        requireManifestsInPlace(restore);
        requireDataInUse(restore, journal.flatMap(Journal::staged), state.get(), hand);
    }

    /** What {@code RECOVER.sh} has moved is nowhere else, and it goes on from there when it is run again. */
    private static Optional<RecoveryStep> requireNotMoving(PlanOnNode restore) throws IOException {
        ByHand hand = new ByHand(restore.folder(), Path.of("/proc"));
        hand.requireEnded();
        Optional<RecoveryStep> step = hand.step();
        if (step.filter(RecoveryStep.MOVING::equals).isPresent()) {
            throw PlanOnNode.refused(
                    "RECOVER.sh was begun for restore " + restore.plan().id()
                            + " on this node and did not come to its end",
                    "Run it again: " + restore.root().onNode(restore.folder().path()) + "/RECOVER.sh");
        }
        return step;
    }

    /** They lie in this restore's folders otherwise, and may lie nowhere else. */
    private static void requireManifestsInPlace(PlanOnNode restore) throws IOException {
        for (ManifestFile manifest : restore.self().manifests().all()) {
            if (!Files.exists(restore.root().resolve(manifest.path()), LinkOption.NOFOLLOW_LINKS)) {
                throw PlanOnNode.refused(
                        "there is no " + manifest.path() + "; what restore "
                                + restore.plan().id() + " kept of it may be the only one",
                        "Bring it back first; a copy is "
                                + restore.root().onNode(restore.folder().saved().resolve(manifest.name())));
            }
        }
    }

    /** The data that is set aside may be the only one. */
    private static void requireDataInUse(
            PlanOnNode restore, Optional<Staged> staged, State ended, Optional<RecoveryStep> hand) throws IOException {
        OptionalLong inUse = FileId.inodeOf(restore.data().directory().resolve("member"));
        if (inUse.isEmpty()) {
            throw PlanOnNode.refused(
                    "there is no data of etcd in " + restore.self().dataDir()
                            + "; what this restore set aside may be the only one",
                    "Bring etcd back first");
        }
        boolean old = staged.isPresent() && inUse.getAsLong() == staged.get().oldMember();
        boolean forced = hand.filter(RecoveryStep.DONE_BY_FORCE::equals).isPresent();
        if (ended instanceof State.Restored && (old || forced)) {
            throw PlanOnNode.refused(
                    "the data from before restore " + restore.plan().id()
                            + " was brought back on this node by hand, after the restore had ended: what would be removed is the restored data",
                    "Let it end as it is now, with 'etcdbr-node rollback "
                            + restore.plan().id() + "'");
        }
        if (staged.isPresent() && Files.exists(ExecutorManifest.path(restore), LinkOption.NOFOLLOW_LINKS)) {
            throw PlanOnNode.refused(
                    "the executor of restore " + restore.plan().id() + " is still in kubelet's folder",
                    "Wait until it has removed itself");
        }
    }
}
