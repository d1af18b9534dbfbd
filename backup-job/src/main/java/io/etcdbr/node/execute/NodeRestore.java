package io.etcdbr.node.execute;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.node.datadir.SwapFolders;
import io.etcdbr.node.facts.RestoresOnNode;
import io.etcdbr.node.host.BootClock;
import io.etcdbr.node.host.ByHand;
import io.etcdbr.node.host.FileId;
import io.etcdbr.node.host.RestoreFolder;
import io.etcdbr.node.processes.ProcFiles;
import io.etcdbr.restore.Event;
import io.etcdbr.restore.Machine;
import io.etcdbr.restore.RecoveryStep;
import io.etcdbr.restore.State;
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
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A restore as it lies on this node. */
public final class NodeRestore {
    private final RestorePlan plan;
    private final String node;
    private final RestoreFolder folder;
    private final ExecutorSettings settings;

    private NodeRestore(RestorePlan plan, String node, RestoreFolder folder, ExecutorSettings settings) {
        this.plan = plan;
        this.node = node;
        this.folder = folder;
        this.settings = settings;
    }

    /**
     * Reads its plan.
     *
     * @param node the name of this node
     * @throws EtcdbrException if there is no such restore here, its plan is damaged, or the node does not take part
     */
    public static NodeRestore open(RestoreId id, String node, ExecutorSettings settings) {
        try {
            RestoreFolder folder = RestoreFolder.of(settings.root(), id);
            RestorePlan plan = PlanCodec.decode(Files.readAllBytes(folder.plan()), "the plan " + folder.plan());
            if (!plan.id().equals(id)) {
                throw new EtcdbrException(
                        ExitCode.DAMAGED,
                        "the plan " + folder.plan() + " is of restore " + plan.id() + "; expected " + id,
                        "Do nothing with it; make a new plan with 'kubectl etcdbr restore'");
            }
            if (!plan.nodes().contains(node)) {
                throw new EtcdbrException(
                        ExitCode.USAGE,
                        "node " + node + " does not take part in restore " + id + ", only "
                                + String.join(", ", plan.nodes()) + " do",
                        "Check the name of this node");
            }
            return new NodeRestore(plan, node, folder, settings);
        } catch (NoSuchFileException e) {
            throw new EtcdbrException(
                    ExitCode.NOT_FOUND,
                    "there is no restore " + id + " on this node: " + e.getMessage() + " is not there",
                    "Look into " + RestoreFolder.ALL + " for those that are there");
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * The same for an executor, which waits for a person if the plan is damaged. What that one asked for is left for whoever executes it.
     *
     * @throws InterruptedException if it is ended while it waits
     */
    public static NodeRestore openWhole(RestoreId id, String node, ExecutorSettings settings)
            throws InterruptedException {
        try {
            // Nothing is held yet that RECOVER.sh would wait for.
            RestoreFolder folder = RestoreFolder.of(settings.root(), id);
            Damage.Found<NodeRestore> found = new Damage(folder, id, node, settings, () -> false)
                    .outlast(() -> open(id, node, settings))
                    .orElseThrow();
            Requests requests = new Requests(folder.request());
            if (found.asked().isPresent() && !requests.isThere()) {
                requests.leave(found.asked().get());
            }
            return found.value();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    public RestorePlan plan() {
        return plan;
    }

    /** The name of this node. */
    public String node() {
        return node;
    }

    RestoreFolder folder() {
        return folder;
    }

    ExecutorSettings settings() {
        return settings;
    }

    /**
     * Acts on it until its end, if nobody else does.
     *
     * @param first what a person asked for
     * @return the state in which it ended; empty if somebody else acts on it, which then gets the request, or if a person works with
     *     {@code RECOVER.sh} and asked for nothing else
     * @throws EtcdbrException if the journal cannot be written, or if it is damaged and a person asked; without one it is waited for one
     */
    public Optional<State.Terminal> execute(Optional<Request> first) throws InterruptedException {
        ByHand hand = new ByHand(folder, settings.proc());
        if (first.isEmpty() && hand.isBegun()) {
            return Optional.empty();
        }
        try (FileChannel file = FileChannel.open(folder.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = tryLock(file)) {
            if (first.isPresent()) {
                hand.requireEnded();
                Optional<RecoveryStep> step = hand.step().filter(come -> come != RecoveryStep.CHECKING);
                if (step.isPresent()) {
                    requireAlone(lock);
                    endByHand(first.get(), step.get());
                }
                hand.end();
            }
            if (lock == null) {
                if (first.isPresent()) {
                    // Who asks learns of damage at once, and not only from the executor's status.
                    RestoresOnNode.journal(folder);
                    new Requests(folder.request()).leave(first.get());
                }
                return Optional.empty();
            }
            // Looked at with the lock held: the script waits for the lock after it wrote its marker.
            return hand.isBegun() ? Optional.empty() : executeLocked(first, hand);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * The old cluster runs here again, or is to, whatever the journal says: from there it would lead on, or wait for what a person has done
     * already. Written before the script's marker goes.
     */
    private void endByHand(Request request, RecoveryStep step) throws IOException {
        BootClock boot = new BootClock(settings.proc());
        try (JournalFile journal = JournalFile.open(folder.journal(), boot, settings.clock())) {
            Participant self = plan.participant(node);
            SwapFolders data = new SwapFolders(settings.root().resolve(self.dataDir()), plan.id());
            boolean isOld =
                    FileId.inodeOf(data.member()).orElse(0) == journal.staged().oldMember();
            if (!isOld && step == RecoveryStep.MOVING) {
                throw new EtcdbrException(
                        ExitCode.REFUSED,
                        "RECOVER.sh was cut off on node " + node
                                + " before the old data was in place, so nobody but it knows how" + " to go on there",
                        "Run it again, to its end: " + settings.root().onNode(folder.path()) + "/RECOVER.sh");
            }
            if (!isOld) {
                return;
            }
            if (request == Request.RESUME) {
                throw new EtcdbrException(
                        ExitCode.REFUSED,
                        "RECOVER.sh has brought the old data back on node " + node + ", so restore " + plan.id()
                                + " cannot go on here in state "
                                + journal.state().name(),
                        "End it here with 'etcdbr-node rollback " + plan.id() + "'");
            }
            State back = new Machine(plan, node, journal.staged())
                    .step(journal.state(), new Event.BroughtBack())
                    .state();
            if (!back.equals(journal.state())) {
                requireNoOther();
                journal.reached(back);
            }
        }
    }

    private void requireAlone(@Nullable FileLock lock) {
        if (lock == null) {
            throw new EtcdbrException(
                    ExitCode.REFUSED,
                    "somebody else acts on restore " + plan.id() + " on node " + node + " just now",
                    "Say it again in a moment");
        }
    }

    /** Whether a request that was left was not taken yet. */
    public boolean hasRequest() {
        return new Requests(folder.request()).isThere();
    }

    private Optional<State.Terminal> executeLocked(Optional<Request> first, ByHand hand)
            throws IOException, InterruptedException {
        Participant self = plan.participant(node);
        NodeParts parts = NodeParts.of(plan, self, settings.root(), new ProcFiles(settings.proc()), settings.ours());
        BootClock boot = new BootClock(settings.proc());
        Damage.Reading<JournalFile> reading = () -> JournalFile.open(folder.journal(), boot, settings.clock());
        Optional<Damage.Found<JournalFile>> found = first.isPresent()
                ? Optional.of(new Damage.Found<>(reading.read(), first))
                : new Damage(folder, plan.id(), node, settings, hand::isBegun).outlast(reading);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (JournalFile journal = found.get().value()) {
            if (journal.state() instanceof State.Armed) {
                requireNoOther();
            }
            try (EtcdClients clients = new EtcdClients(plan, self, settings.root())) {
                return new Executor(plan, parts, clients, journal, hand, settings)
                        .run(found.get().asked());
            }
        }
    }

    private void requireNoOther() throws IOException {
        Optional<NodeFacts.Restore> other = new OtherRestores(settings.root(), plan.id()).underWay();
        if (other.isPresent()) {
            throw new EtcdbrException(
                    ExitCode.REFUSED,
                    "nothing is done for restore " + plan.id() + " on node " + node + ", because restore "
                            + other.get().id() + " is in state " + other.get().state() + " here",
                    "Bring that one to its end first: 'etcdbr-node status "
                            + other.get().id() + "' says how far it is");
        }
    }

    private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static EtcdbrException unreadable(IOException e) {
        return new EtcdbrException(
                ExitCode.INTERNAL,
                "the files of the restore cannot be used: " + Sentences.plain(e),
                "Look at the disk and at " + RestoreFolder.ALL);
    }
}
