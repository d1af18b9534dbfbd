package io.etcdbr.kubectl.preflight;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.format.DatabaseSummary;
import io.etcdbr.progress.ByteText;
import io.etcdbr.restore.plan.RoomNeeded;
import io.etcdbr.topology.EtcdServer;
import io.etcdbr.topology.NodeFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether there is room for the new data beside the old. */
public final class RoomChecks {
    /**
     * What the new etcd itself may add to its database before the nodes have agreed on it: keys of a few bytes, and pages that its
     * compaction of what the restore marked frees only later.
     */
    private static final long WRITES = 64L << 20;

    /** What others may write meanwhile where pods keep their files. */
    private static final long COPY_MARGIN = 64L << 20;

    private RoomChecks() {}

    /** What a node needs below its data directory: the snapshot, the database that is made of it, the WAL if it lies there, and a margin. */
    public static long needed(BackupFacts backup, boolean walApart) {
        return RoomNeeded.data(
                backup.plainSize(),
                backup.database().map(DatabaseSummary::size).orElse(backup.plainSize()),
                walApart,
                false);
    }

    /** The WAL directory of a node, if that lies on another file system than the data directory. */
    public static Optional<NodeFacts.DataFolder> walApart(NodeFacts node) {
        return node.etcd()
                .flatMap(etcd -> etcd.wal()
                        .filter(wal -> etcd.data()
                                .filter(data -> data.device().equals(wal.device()))
                                .isEmpty()));
    }

    /**
     * Whether a copy of the backup may come into a pod on this node, to be looked into. A full disk there would make kubelet evict pods.
     *
     * @param node with the pod
     * @param size of the copy, in bytes
     * @throws EtcdbrException {@link ExitCode#REFUSED} if it is known that it does not fit
     */
    public static void requireForCopy(NodeFacts node, long size) {
        Optional<NodeFacts.Room> room = node.kubelet().flatMap(NodeFacts.Kubelet::pods);
        if (room.isPresent() && room.get().usableBytes() < size + COPY_MARGIN) {
            throw new EtcdbrException(
                    ExitCode.REFUSED,
                    "node " + node.node() + " has " + ByteText.of(room.get().usableBytes()) + " free at "
                            + room.get().path() + ", without the "
                            + ByteText.of(room.get().evictionBytes())
                            + " below which kubelet evicts pods; expected " + ByteText.of(size + COPY_MARGIN)
                            + ": the snapshot, which a pod there looks into, and "
                            + ByteText.of(COPY_MARGIN),
                    "Make room on that disk, for instance by removing images that nothing uses (crictl rmi --prune), and try again;"
                            + " nothing was fetched");
        }
    }

    /** What is staged already needs no room of its own any more. */
    private static long needed(Facts facts, boolean walApart) {
        return facts.own().isPresent() ? RoomNeeded.data(0, 0, walApart, true) : needed(facts.backup(), walApart);
    }

    /** What lies in the pod that looks into the backup, if that is on the file system of this folder too. */
    private static long copy(Facts facts, NodeFacts node, NodeFacts.DataFolder folder) {
        boolean looks = facts.looking().filter(node.node()::equals).isPresent();
        // Only of kubelet's own file system, where pods keep their files, a threshold of eviction is known.
        return looks && folder.evictionBytes() > 0 ? facts.backup().plainSize() : 0;
    }

    static void run(Facts facts, Findings findings) {
        List<NodeFacts> nodes = NodeChecks.participants(facts);
        disk(facts, nodes, findings);
        quota(facts, nodes, findings);
    }

    private static void disk(Facts facts, List<NodeFacts> nodes, Findings findings) {
        boolean staged = facts.own().isPresent();
        String beside = staged ? " beside what is staged" : "";
        String margin = ByteText.of(RoomNeeded.MARGIN);
        Room data = new Room();
        Room wals = new Room();
        for (NodeFacts node : nodes) {
            Optional<NodeFacts.DataFolder> folder = node.etcd().flatMap(NodeFacts.EtcdFacts::data);
            Optional<NodeFacts.DataFolder> wal = walApart(node);
            long needed = needed(facts, wal.isPresent());
            if (folder.isEmpty()) {
                unseen("data directory", node, needed, findings);
                continue;
            }
            if (hasUnseenWal(node)) {
                unseen("WAL directory", node, RoomNeeded.wal(staged), findings);
                continue;
            }
            data.see(node, folder.get(), needed);
            String parts = "the snapshot, the new database, " + (wal.isPresent() ? "" : "its WAL, ") + "and " + margin;
            room(facts, node, folder.get(), needed, staged ? beside : ": " + parts, findings);
            if (wal.isPresent()) {
                wals.see(node, wal.get(), RoomNeeded.wal(staged));
                String files = staged
                        ? beside + ": the file of the WAL that etcd prepares next, and " + margin
                        : ": the first file of the new WAL, the next one, which etcd prepares at once, and " + margin;
                room(facts, node, wal.get(), RoomNeeded.wal(staged), files, findings);
            }
        }
        if (!findings.refused(Check.DISK) && !nodes.isEmpty()) {
            findings.holds(
                    Check.DISK,
                    ByteText.of(data.needed) + " are needed on each node; " + data.free()
                            + (wals.needed == 0
                                    ? ""
                                    : "; where the WAL has a disk of its own, " + ByteText.of(wals.needed)
                                            + " are needed there; " + wals.free()));
        }
    }

    /** Over several nodes: what is needed at most, and what is free on each. */
    private static final class Room {
        private final List<String> nodes = new ArrayList<>();
        private long needed;

        void see(NodeFacts node, NodeFacts.DataFolder folder, long needed) {
            this.needed = Math.max(this.needed, needed);
            nodes.add(ByteText.of(folder.freeBytes() - folder.evictionBytes())
                    + (nodes.isEmpty() ? " are free on " : " on ")
                    + node.node());
        }

        String free() {
            return String.join(", ", nodes);
        }
    }

    private static boolean hasUnseenWal(NodeFacts node) {
        return node.etcd()
                .filter(etcd -> etcd.server().flatMap(EtcdServer::walDir).isPresent()
                        && etcd.wal().isEmpty())
                .isPresent();
    }

    private static void unseen(String what, NodeFacts node, long needed, Findings findings) {
        findings.refuse(
                Check.DISK,
                "the " + what + " of etcd on " + node.node() + " could not be looked at",
                ByteText.of(needed) + " free there",
                "See what is said of the node");
    }

    /** @param parts of what is needed, in words */
    private static void room(
            Facts facts, NodeFacts node, NodeFacts.DataFolder folder, long each, String parts, Findings findings) {
        long copy = copy(facts, node, folder);
        long needed = each + copy;
        long free = folder.freeBytes() - folder.evictionBytes();
        if (free < needed) {
            findings.refuse(
                    Check.DISK,
                    "node " + node.node() + " has " + ByteText.of(Math.max(0, free)) + " free at " + folder.path()
                            + (folder.evictionBytes() > 0
                                    ? ", without the " + ByteText.of(folder.evictionBytes())
                                            + " below which kubelet evicts pods"
                                    : ""),
                    ByteText.of(needed)
                            + parts
                            + (copy > 0
                                    ? "; and " + ByteText.of(copy) + " of it for the copy that the pod there looks into"
                                    : ""),
                    "Make room, for instance by removing what older restores left: kubectl etcdbr restore clean ID");
        }
    }

    private static void quota(Facts facts, List<NodeFacts> nodes, Findings findings) {
        Optional<DatabaseSummary> database = facts.backup().database();
        if (database.isEmpty()) {
            return;
        }
        long size = database.get().size();
        for (NodeFacts node : nodes) {
            long quota = node.etcd()
                    .flatMap(NodeFacts.EtcdFacts::server)
                    .map(EtcdServer::quotaBytes)
                    .orElse(Long.MAX_VALUE);
            if (size > quota - WRITES) {
                findings.refuse(
                        Check.QUOTA,
                        "the backup's database has " + ByteText.of(size) + ", etcd's quota on " + node.node() + " is "
                                + ByteText.of(quota),
                        "a database at least " + ByteText.of(WRITES)
                                + " below the quota: etcd would soon take no writes",
                        "Raise --quota-backend-bytes in etcd.yaml of every node, or choose a smaller backup");
            }
        }
        if (!findings.refused(Check.QUOTA) && !nodes.isEmpty()) {
            findings.holds(Check.QUOTA, "the database of " + ByteText.of(size) + " is below etcd's quota");
        }
    }
}
