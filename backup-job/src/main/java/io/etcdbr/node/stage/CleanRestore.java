package io.etcdbr.node.stage;

import io.etcdbr.node.host.FileId;
import io.etcdbr.node.host.OwnFolder;
import io.etcdbr.restore.Staged;
import io.etcdbr.restore.State;
import io.etcdbr.restore.journal.Journal;
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
     * @throws io.etcdbr.error.EtcdbrException {@link io.etcdbr.error.ExitCode#REFUSED} if the restore has not ended, or its data is
     *     needed
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
        requireDataInUse(restore, journal.flatMap(Journal::staged));
    }

    /** The data that is set aside may be the only one. */
    private static void requireDataInUse(PlanOnNode restore, Optional<Staged> staged) throws IOException {
        OptionalLong inUse = FileId.inodeOf(restore.data().directory().resolve("member"));
        if (inUse.isEmpty()) {
            throw PlanOnNode.refused(
                    "there is no data of etcd in " + restore.self().dataDir()
                            + "; what this restore set aside may be the only one",
                    "Bring etcd back first");
        }
        if (staged.isPresent() && Files.exists(ExecutorManifest.path(restore), LinkOption.NOFOLLOW_LINKS)) {
            throw PlanOnNode.refused(
                    "the executor of restore " + restore.plan().id() + " is still in kubelet's folder",
                    "Wait until it has removed itself");
        }
    }
}
