package io.etcdbr.kubectl.preflight;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.format.DatabaseSummary;
import io.etcdbr.progress.ByteText;
import io.etcdbr.topology.EtcdServer;
import io.etcdbr.topology.NodeFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether there is room for the new data beside the old. */
public final class RoomChecks {
    /** Two WAL segments of 64 MiB, and as much again for what etcd does meanwhile. */
    private static final long MARGIN = 256L << 20;

    /**
     * What the new etcd itself may add to its database before the nodes have agreed on it: keys of a few bytes, and pages that its
     * compaction of what the restore marked frees only later.
     */
    private static final long WRITES = 64L << 20;

    /** What others may write meanwhile where pods keep their files. */
    private static final long COPY_MARGIN = 64L << 20;

    private RoomChecks() {}

    /** What a node needs below its data directory: the snapshot, the database that is made of it, and a margin. */
    public static long needed(BackupFacts backup) {
        return backup.plainSize() + backup.database().map(DatabaseSummary::size).orElse(backup.plainSize()) + MARGIN;
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
    private static long needed(Facts facts) {
        return facts.own().isPresent() ? MARGIN : needed(facts.backup());
    }

    /** What lies in the pod that looks into the backup, if that is on the file system of the data directory too. */
    private static long copy(Facts facts, NodeFacts node) {
        boolean looks = facts.looking().filter(node.node()::equals).isPresent();
        // Only of kubelet's own file system, where pods keep their files, a threshold of eviction is known.
        boolean shared = node.etcd()
                .flatMap(NodeFacts.EtcdFacts::data)
                .filter(data -> data.evictionBytes() > 0)
                .isPresent();
        return looks && shared ? facts.backup().plainSize() : 0;
    }

    static void run(Facts facts, Findings findings) {
        List<NodeFacts> nodes = NodeChecks.participants(facts);
        disk(facts, nodes, findings);
        quota(facts, nodes, findings);
    }

    private static void disk(Facts facts, List<NodeFacts> nodes, Findings findings) {
        long each = needed(facts);
        List<String> room = new ArrayList<>();
        for (NodeFacts node : nodes) {
            Optional<NodeFacts.DataFolder> data = node.etcd().flatMap(NodeFacts.EtcdFacts::data);
            long copy = copy(facts, node);
            long needed = each + copy;
            if (data.isEmpty()) {
                findings.refuse(
                        Check.DISK,
                        "the data directory of etcd on " + node.node() + " could not be looked at",
                        ByteText.of(needed) + " free there",
                        "See what is said of the node");
                continue;
            }
            long free = data.get().freeBytes() - data.get().evictionBytes();
            room.add(ByteText.of(free) + (room.isEmpty() ? " are free on " : " on ") + node.node());
            if (free < needed) {
                findings.refuse(
                        Check.DISK,
                        "node " + node.node() + " has " + ByteText.of(Math.max(0, free)) + " free at "
                                + data.get().path()
                                + (data.get().evictionBytes() > 0
                                        ? ", without the "
                                                + ByteText.of(data.get().evictionBytes())
                                                + " below which kubelet evicts pods"
                                        : ""),
                        ByteText.of(needed)
                                + (facts.own().isPresent()
                                        ? " beside what is staged"
                                        : ": the snapshot, the new database, and 256 MiB")
                                + (copy > 0
                                        ? "; and " + ByteText.of(copy)
                                                + " of it for the copy that the pod there looks into"
                                        : ""),
                        "Make room, for instance by removing what older restores left: kubectl etcdbr restore clean ID");
            }
        }
        if (!findings.refused(Check.DISK) && !nodes.isEmpty()) {
            findings.holds(Check.DISK, ByteText.of(each) + " are needed on each node; " + String.join(", ", room));
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
