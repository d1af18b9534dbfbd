package io.etcdbr.node.stage;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.format.Sha256;
import io.etcdbr.node.facts.RestoresOnNode;
import io.etcdbr.node.host.DurableFile;
import io.etcdbr.node.host.FileId;
import io.etcdbr.node.host.HostRoot;
import io.etcdbr.node.host.OwnFolder;
import io.etcdbr.node.host.RestoreFolder;
import io.etcdbr.restore.State;
import io.etcdbr.restore.journal.Journal;
import io.etcdbr.restore.plan.Participant;
import io.etcdbr.restore.plan.PlanCodec;
import io.etcdbr.restore.plan.RestoreId;
import io.etcdbr.restore.plan.RestorePlan;
import io.etcdbr.topology.NodeFacts;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A plan that lies on the node, and the right to act on it: whoever has it open is alone. */
public final class PlanOnNode implements AutoCloseable {
    private final HostRoot root;
    private final RestoreFolder folder;
    private final RestorePlan plan;
    private final Participant self;
    private final FileChannel lock;

    private PlanOnNode(HostRoot root, RestoreFolder folder, RestorePlan plan, Participant self, FileChannel lock) {
        this.root = root;
        this.folder = folder;
        this.plan = plan;
        this.self = self;
        this.lock = lock;
    }

    /**
     * Keeps a plan on the node. Done if it is there already.
     *
     * @return its digest
     * @throws EtcdbrException {@link ExitCode#DAMAGED} if it is no plan, {@link ExitCode#REFUSED} if the node does not take part, or
     *     if another plan of this id or another restore that has not ended is here
     */
    public static Sha256 keep(HostRoot root, String node, byte[] bytes) {
        RestorePlan plan = PlanCodec.decode(bytes, "the plan on standard input");
        requirePart(plan, node);
        try {
            requireNoOther(root, plan.id());
            Path parent = OwnFolder.make(root.resolve(parentOf(RestoreFolder.ALL)), nameOf(RestoreFolder.ALL));
            RestoreFolder folder =
                    new RestoreFolder(OwnFolder.make(parent, plan.id().value()));
            if (Files.exists(folder.plan(), LinkOption.NOFOLLOW_LINKS)) {
                if (!Arrays.equals(Files.readAllBytes(folder.plan()), bytes)) {
                    throw refused(
                            "another plan with the id " + plan.id() + " is on node " + node + " already",
                            "Make a new plan with 'kubectl etcdbr restore'");
                }
            } else {
                DurableFile.write(folder.plan(), bytes, "rw-------");
            }
            return PlanCodec.digest(plan);
        } catch (IOException e) {
            throw DiskTrouble.failure("the plan could not be kept", e);
        }
    }

    /**
     * Opens a plan and locks it.
     *
     * @throws EtcdbrException {@link ExitCode#NOT_FOUND} if it is not here, {@link ExitCode#REFUSED} if somebody else acts on it
     */
    public static PlanOnNode open(HostRoot root, String node, RestoreId id) {
        try {
            RestoreFolder folder = RestoreFolder.of(root, id);
            if (!Files.isRegularFile(folder.plan(), LinkOption.NOFOLLOW_LINKS)) {
                throw new EtcdbrException(
                        ExitCode.NOT_FOUND,
                        "there is no restore " + id + " on node " + node,
                        "See 'etcdbr-node status' for those that are here");
            }
            OwnFolder.require(folder.path());
            RestorePlan plan = PlanCodec.decode(Files.readAllBytes(folder.plan()), "the plan " + folder.plan());
            if (!plan.id().equals(id)) {
                throw refused("the plan in " + folder.path() + " is of restore " + plan.id(), "Remove it by hand");
            }
            Participant self = requirePart(plan, node);
            FileChannel file = FileChannel.open(
                    folder.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            if (tryLock(file) == null) {
                file.close();
                throw refused(
                        "somebody else acts on restore " + id + " on node " + node + " just now",
                        "Wait until it ends; 'etcdbr-node status " + id + "' says how far it is");
            }
            return new PlanOnNode(root, folder, plan, self, file);
        } catch (IOException e) {
            throw DiskTrouble.failure("the plan of restore " + id + " could not be read", e);
        }
    }

    public HostRoot root() {
        return root;
    }

    public RestoreFolder folder() {
        return folder;
    }

    public RestorePlan plan() {
        return plan;
    }

    /** The part of this node. */
    public Participant self() {
        return self;
    }

    /** Where the new data is made. */
    public StagingFolders data() throws IOException {
        return StagingFolders.in(root.resolve(self.dataDir()), plan.id());
    }

    /** The same for a separate WAL directory. */
    public Optional<StagingFolders> wal() throws IOException {
        return self.walDir().isPresent()
                ? Optional.of(StagingFolders.in(root.resolve(self.walDir().get()), plan.id()))
                : Optional.empty();
    }

    /** @throws EtcdbrException if it is damaged */
    public Optional<Journal> journal() throws IOException {
        return RestoresOnNode.journal(folder);
    }

    /** How far the node came; empty as long as nothing could have been done. */
    public Optional<State> state() throws IOException {
        return journal().flatMap(Journal::state);
    }

    /** The inode of the member that is in use. */
    public long memberInode() throws IOException {
        Path member = root.resolve(self.dataDir()).resolve("member");
        return FileId.inodeOf(member)
                .orElseThrow(() -> refused(
                        "there is no data of etcd in " + self.dataDir() + ", although the plan says so",
                        "Make a new plan with 'kubectl etcdbr restore'"));
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            // The lock goes with the process.
        }
    }

    private static void requireNoOther(HostRoot root, RestoreId id) throws IOException {
        for (NodeFacts.Restore other : new RestoresOnNode(root).facts()) {
            boolean idle = other.ended() || RestoresOnNode.isIdle(other.state());
            if (!idle && !other.id().equals(id.value())) {
                throw refused(
                        "restore " + other.id() + " is in state " + other.state() + " on this node",
                        "Wait for its end, or end it with 'etcdbr-node rollback " + other.id() + "'");
            }
        }
    }

    private static Participant requirePart(RestorePlan plan, String node) {
        if (!plan.nodes().contains(node)) {
            throw refused(
                    "node " + node + " does not take part in restore " + plan.id() + ", but only "
                            + String.join(", ", plan.nodes()),
                    "Name this node as the plan does with --node");
        }
        return plan.participant(node);
    }

    private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static String parentOf(String path) {
        return path.substring(0, path.lastIndexOf('/'));
    }

    private static String nameOf(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    static EtcdbrException refused(String problem, String remedy) {
        return new EtcdbrException(ExitCode.REFUSED, problem, remedy);
    }
}
