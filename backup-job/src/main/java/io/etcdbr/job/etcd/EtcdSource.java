package io.etcdbr.job.etcd;

import io.etcdbr.error.EtcdbrException;
import java.util.OptionalLong;

/** An etcd cluster as its client sees it. */
public interface EtcdSource extends AutoCloseable {

    /**
     * Asks for members and alarms, and every member that can be reached for its status.
     *
     * @throws EtcdbrException if no endpoint answers, or etcd refuses the certificate or the call
     */
    ClusterState look();

    /**
     * The member's revision now, for how far a snapshot that began before can reach at most.
     *
     * @throws EtcdbrException if it does not answer
     */
    long revision(MemberState.Reachable member);

    /** What the member's database may become: as it told, or before etcd 3.6 by its metrics; empty if neither says. */
    default OptionalLong quota(MemberState.Reachable member) {
        return member.dbSizeQuota();
    }

    /**
     * Opens the member's snapshot. The stream ends ({@code read} returns -1) only if etcd said that it sent everything; its
     * failures are {@link SourceException}s, also when no byte came for the idle time-out. Reading slowly makes etcd wait.
     * Closing it from another thread unblocks a read.
     *
     * @throws EtcdbrException if it cannot be opened
     */
    SnapshotStream open(MemberState.Reachable member);

    /**
     * The member's keys as of its newest revision. Reading them holds nothing open in etcd.
     *
     * @throws EtcdbrException if it does not answer, or the user may not read keys
     */
    MemberKeys keys(MemberState.Reachable member);

    /** Ends what {@link #look}, {@link #revision}, {@link #quota}, {@link #open} and {@link #keys} wait for, from any thread; open streams stay. */
    @Override
    void close();
}
