package io.etcdbr.node.stage;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.node.facts.RestoresOnNode;
import io.etcdbr.node.host.DurableFile;
import io.etcdbr.node.host.HostRoot;
import io.etcdbr.node.host.OwnFolder;
import io.etcdbr.node.host.Renames;
import io.etcdbr.node.host.RestoreFolder;
import io.etcdbr.restore.State;
import io.etcdbr.restore.journal.Journal;
import io.etcdbr.restore.plan.RestoreId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Undoes what was done on a node before GO. After GO it undoes nothing: that is the executor's. */
public final class DiscardRestore {
    private static final Duration PAUSE = Duration.ofMillis(250);

    private DiscardRestore() {}

    /**
     * Takes the executor out of kubelet's folder, waits until it is gone, and removes all that was staged and saved.
     *
     * @param patience how long kubelet may take to end the executor
     * @throws EtcdbrException {@link ExitCode#REFUSED} if GO was read, also in the last moment, or may have been because the journal is gone;
     *     then the executor is back
     */
    public static void run(HostRoot root, String node, RestoreId id, Duration patience) {
        try {
            RestoreFolder folder = RestoreFolder.of(root, id);
            if (!Files.exists(folder.path(), LinkOption.NOFOLLOW_LINKS)) {
                return;
            }
            requireBeforeGo(id, state(folder));
            if (!Files.isRegularFile(folder.plan(), LinkOption.NOFOLLOW_LINKS)) {
                SafeRemoval.requireWithoutPlan(id, folder);
                OwnFolder.remove(folder.path());
                return;
            }
            requireJournalOfExecutor(root, node, folder, id);
            Optional<byte[]> executor = takeExecutor(root, node, folder);
            try (PlanOnNode restore = openPatiently(root, node, id, patience)) {
                requireBeforeGo(id, restore.state());
                SafeRemoval.require(restore);
                restore.data().remove();
                if (restore.wal().isPresent()) {
                    restore.wal().get().remove();
                }
                OwnFolder.remove(folder.path());
            } catch (EtcdbrException e) {
                putExecutorBack(root, node, folder, executor);
                throw e;
            }
        } catch (IOException e) {
            throw DiskTrouble.failure("restore " + id + " could not be discarded", e);
        }
    }

    private static Optional<State> state(RestoreFolder folder) throws IOException {
        return RestoresOnNode.journal(folder).flatMap(Journal::state);
    }

    private static void requireBeforeGo(RestoreId id, Optional<State> state) {
        if (state.isEmpty()) {
            return;
        }
        switch (state.get()) {
            case State.Armed _, State.Disarmed _ -> {}
            case State.Terminal ended ->
                throw PlanOnNode.refused(
                        "restore " + id + " has ended as " + ended.name() + " on this node",
                        "Remove what is left of it with 'etcdbr-node clean " + id + "'");
            case State running ->
                throw PlanOnNode.refused(
                        "restore " + id + " is under way on this node, in state " + running.name(),
                        "Ask for the way back with 'etcdbr-node rollback " + id + "'");
        }
    }

    /** It is armed after its journal was written. One that runs in the middle of the outage is not ended. */
    private static void requireJournalOfExecutor(HostRoot root, String node, RestoreFolder folder, RestoreId id)
            throws IOException {
        Path manifest = ExecutorManifest.path(root, node, folder);
        if (RestoresOnNode.journal(folder).isEmpty() && Files.exists(manifest, LinkOption.NOFOLLOW_LINKS)) {
            throw SafeRemoval.refused(
                    id, "its executor is in " + manifest + ", but its journal " + folder.journal() + " is gone");
        }
    }

    private static Optional<byte[]> takeExecutor(HostRoot root, String node, RestoreFolder folder) throws IOException {
        Path manifest = ExecutorManifest.path(root, node, folder);
        if (!Files.isRegularFile(manifest, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        byte[] bytes = Files.readAllBytes(manifest);
        Files.delete(manifest);
        Path parent = manifest.getParent();
        if (parent != null) {
            Renames.sync(parent);
        }
        return Optional.of(bytes);
    }

    private static void putExecutorBack(HostRoot root, String node, RestoreFolder folder, Optional<byte[]> executor)
            throws IOException {
        if (executor.isPresent()) {
            DurableFile.write(ExecutorManifest.path(root, node, folder), executor.get(), "rw-------");
        }
    }

    private static PlanOnNode openPatiently(HostRoot root, String node, RestoreId id, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                return PlanOnNode.open(root, node, id);
            } catch (EtcdbrException e) {
                if (e.failure().code() != ExitCode.REFUSED || System.nanoTime() > end) {
                    throw e;
                }
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new EtcdbrException(ExitCode.INTERRUPTED, "waiting for the executor was interrupted", "");
            }
        }
    }
}
