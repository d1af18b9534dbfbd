package io.etcdbr.node.kept;

import io.etcdbr.bbolt.Database;
import io.etcdbr.bbolt.MappedFile;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.etcddb.Changes;
import io.etcdbr.etcddb.EtcdDatabase;
import io.etcdbr.node.datadir.SwapFolders;
import io.etcdbr.node.datadir.WalEnd;
import io.etcdbr.node.datadir.WalOwner;
import io.etcdbr.node.execute.EtcdEnd;
import io.etcdbr.node.host.ByHand;
import io.etcdbr.node.host.FileId;
import io.etcdbr.node.processes.DataFiles;
import io.etcdbr.node.processes.ProcFiles;
import io.etcdbr.node.stage.PlanOnNode;
import io.etcdbr.restore.RecoveryStep;
import io.etcdbr.restore.State;
import io.etcdbr.restore.journal.Entry;
import io.etcdbr.restore.journal.Journal;
import io.etcdbr.restore.journal.JournalLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The database that a restore set aside on its node. Only read, and only while it is certain that it is that one and that nobody works on
 * it.
 *
 * @param file in this process
 * @param wal where the WAL files lie that go with it
 */
public record KeptDatabase(PlanOnNode restore, Journal journal, Path file, Path wal) {

    /**
     * What it holds, and what its WAL holds beyond it.
     *
     * @param consistentIndex of the last raft entry in it; empty if it does not say
     * @param stoppedAt when its etcd was gone, by the node's clock
     * @param killed whether that etcd did not end by itself
     * @param end empty if the WAL cannot be read; {@code whyNoEnd} says why
     */
    public record Told(
            long size,
            long revision,
            OptionalLong consistentIndex,
            Optional<Instant> stoppedAt,
            boolean killed,
            Optional<WalEnd> end,
            String whyNoEnd) {}

    /**
     * @param proc a mounted {@code proc} that shows the node's processes
     * @throws EtcdbrException {@link ExitCode#NOT_FOUND} if it is gone, {@link ExitCode#REFUSED} if the restore did not end with the
     *     restored data here, or anything else than the restore may have been at work on it
     */
    public static KeptDatabase of(PlanOnNode restore, Path proc) {
        try {
            Journal journal = requireRestored(restore, proc);
            SwapFolders data = folders(restore, restore.self().dataDir());
            Path member = data.oldMember();
            Path wal = restore.self().walDir().isPresent()
                    ? folders(restore, restore.self().walDir().get()).oldFolder()
                    : member.resolve("wal");
            Path file = member.resolve("snap").resolve("db");
            requireOld(restore, journal, member, file, wal);
            List<Path> folders = new ArrayList<>(List.of(member));
            if (!wal.startsWith(member)) {
                folders.add(wal);
            }
            Optional<String> user = new DataFiles(new ProcFiles(proc), folders, Set.of()).objection();
            if (user.isPresent()) {
                throw refused(
                        restore,
                        "is in use: " + user.get(),
                        "End what works on " + restore.root().onNode(member) + ", and say it again");
            }
            return new KeptDatabase(restore, journal, file, wal);
        } catch (IOException e) {
            throw unreadable(restore, e);
        }
    }

    private static SwapFolders folders(PlanOnNode restore, String directory) throws IOException {
        return new SwapFolders(restore.root().resolve(directory), restore.plan().id());
    }

    private static Journal requireRestored(PlanOnNode restore, Path proc) throws IOException {
        Optional<Journal> journal = restore.journal();
        Optional<State> state = journal.flatMap(Journal::state);
        if (state.filter(State.Restored.class::isInstance).isEmpty()) {
            throw refused(
                    restore,
                    "is not set aside on this node: the state of the restore is "
                            + state.map(State::name).orElse("before GO"),
                    "Look at it with 'etcdbr-node status " + restore.plan().id() + "'");
        }
        Optional<RecoveryStep> hand = new ByHand(restore.folder(), proc).step();
        if (hand.isPresent()) {
            throw refused(
                    restore,
                    "may have been brought back on this node by hand: RECOVER.sh was begun ("
                            + hand.get().text() + ")",
                    "Look at docs/restore.md, section 4, for how to end that");
        }
        return journal.orElseThrow();
    }

    private static void requireOld(PlanOnNode restore, Journal journal, Path member, Path file, Path wal)
            throws IOException {
        OptionalLong found = FileId.inodeOf(member);
        if (found.isEmpty() || !Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new EtcdbrException(
                    ExitCode.NOT_FOUND,
                    "the data from before restore " + restore.plan().id() + " is gone from this node: there is no "
                            + restore.root().onNode(found.isEmpty() ? member : file),
                    "Take another node's, or a backup");
        }
        long old = journal.staged().orElseThrow().oldMember();
        if (found.getAsLong() != old) {
            throw refused(
                    restore,
                    "is another now: the inode of " + restore.root().onNode(member) + " is " + found.getAsLong()
                            + "; expected " + old,
                    "Take another node's, or a backup");
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw refused(restore, "has no file at " + restore.root().onNode(file), "Take another node's, or a backup");
        }
        WalOwner owner = WalOwner.of(wal);
        WalOwner expected = new WalOwner(
                restore.plan().etcd().oldClusterId(), restore.self().oldMemberId());
        if (!owner.equals(expected)) {
            throw refused(
                    restore,
                    "has the WAL of member " + owner.member() + " of cluster " + owner.cluster() + "; expected member "
                            + expected.member() + " of cluster " + expected.cluster(),
                    "Take another node's, or a backup");
        }
    }

    /** @throws EtcdbrException {@link ExitCode#DAMAGED} if it is no database of etcd */
    public Told told() {
        try (MappedFile mapped = MappedFile.open(file)) {
            EtcdDatabase database = new EtcdDatabase(Database.open(mapped));
            Optional<Changes> changes = database.changes();
            long revision = changes.isPresent() && changes.get().last()
                    ? changes.get().revision().main()
                    : 0;
            OptionalLong index = database.consistentIndex();
            Optional<WalEnd> end = Optional.empty();
            String why = "";
            try {
                end = Optional.of(WalEnd.of(wal, index.orElse(0)));
            } catch (IOException e) {
                why = String.valueOf(e.getMessage());
            }
            return new Told(mapped.size(), revision, index, stoppedAt(), EtcdEnd.wasKilled(journal), end, why);
        } catch (IOException e) {
            throw new EtcdbrException(
                    new Failure(
                            ExitCode.DAMAGED,
                            "the data from before restore " + restore.plan().id() + " cannot be read: " + onNode()
                                    + ": " + e.getMessage(),
                            "Take another node's, or a backup"),
                    e);
        }
    }

    private Optional<Instant> stoppedAt() {
        return journal.lines().stream()
                .filter(line -> line.entry() instanceof Entry.Reached(State.Swapping _))
                .findFirst()
                .map(JournalLine::at);
    }

    /** Its path on the node. */
    public String onNode() {
        return restore.root().onNode(file);
    }

    static EtcdbrException refused(PlanOnNode restore, String how, String remedy) {
        return new EtcdbrException(
                ExitCode.REFUSED,
                "the data from before restore " + restore.plan().id() + " " + how,
                remedy);
    }

    static EtcdbrException unreadable(PlanOnNode restore, IOException e) {
        return new EtcdbrException(
                new Failure(
                        ExitCode.REFUSED,
                        "the data from before restore " + restore.plan().id() + " cannot be read: " + e.getMessage(),
                        "Look at it on the node; take another node's, or a backup"),
                e);
    }
}
