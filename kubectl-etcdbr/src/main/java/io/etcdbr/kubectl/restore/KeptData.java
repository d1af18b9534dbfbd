package io.etcdbr.kubectl.restore;

import io.etcdbr.format.Sha256;
import io.etcdbr.kubectl.cluster.KubeObject;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The database that a restore set aside on a node, as {@code etcdbr-node kept} tells of it.
 *
 * @param database its path on the node
 * @param index of the last raft entry in it, by which the nodes' databases are compared; 0 if it does not say
 * @param stoppedAt when its etcd was gone
 * @param killed whether that did not end by itself
 * @param wal what lies beyond the database; empty if that is not known, and {@code whyNoWal} says why
 */
record KeptData(
        String node,
        String database,
        long revision,
        long index,
        Optional<Instant> stoppedAt,
        boolean killed,
        Optional<Wal> wal,
        String whyNoWal) {

    /**
     * Changes that its WAL holds and the database does not.
     *
     * @param last the raft index of the last one; 0 if there is none
     */
    record Wal(long changes, long last) {
        /** How many of them another database lacks too, at most. */
        long beyond(long index) {
            return last <= index ? 0 : Math.min(changes, last - index);
        }
    }

    /** What the database is as a snapshot, with its digest behind it. */
    record Snapshot(long size, Sha256 sha256) {
        static Optional<Snapshot> of(KubeObject told) {
            OptionalLong size = told.number("size");
            return size.isEmpty()
                    ? Optional.empty()
                    : told.text("sha256").flatMap(Sha256::parse).map(sha256 -> new Snapshot(size.getAsLong(), sha256));
        }
    }

    static Optional<KeptData> of(String node, KubeObject told) {
        OptionalLong changes = told.number("wal", "changes");
        return told.text("database")
                .map(path -> new KeptData(
                        node,
                        path,
                        told.number("revision").orElse(0),
                        told.number("consistentIndex").orElse(0),
                        told.time("stoppedAt"),
                        told.isOn("killed"),
                        changes.isPresent()
                                ? Optional.of(new Wal(
                                        changes.getAsLong(),
                                        told.number("wal", "lastChange").orElse(0)))
                                : Optional.empty(),
                        told.text("whyNoWal").orElse("")));
    }
}
