package io.etcdbr.node.coordination;

import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.job.etcd.control.MemberClient;
import io.etcdbr.job.etcd.control.MemberClient.Condition;
import io.etcdbr.restore.Decision;
import io.etcdbr.restore.Gate;
import io.etcdbr.restore.plan.RestoreId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The keys of a restore, read and written through the node's own member, which is of the old cluster or of the new one as the node
 * made it. Every call ends within the client's timeout. Written is only what one transaction of etcd decides; a second try of the
 * same changes nothing.
 */
public final class Coordination {
    private static final Duration ARMED_LIFE = Duration.ofSeconds(30);

    /** So long a restore that had GO keeps others from it, unless it ends well before. */
    public static final Duration GO_LIFE = Duration.ofSeconds(120);

    private final MemberClient member;
    private final RestoreId id;
    private final KeyNames names;
    private final List<String> nodes;
    private final String node;
    private long armedLease;

    /**
     * @param member the node's own
     * @param nodes all that take part
     * @param node this one
     */
    public Coordination(MemberClient member, RestoreId id, List<String> nodes, String node) {
        this.member = member;
        this.id = id;
        this.names = new KeyNames(id);
        this.nodes = List.copyOf(nodes);
        this.node = node;
    }

    /** Another cluster answered than the one that was to be written to; what was written there means nothing there. */
    public static final class OtherClusterException extends IOException {
        private static final long serialVersionUID = 1L;

        OtherClusterException(EtcdClusterId found, EtcdClusterId expected) {
            super("the etcd of this node is of cluster " + found + "; expected " + expected);
        }
    }

    /** Etcd gave no lease for GO, so nothing was written for it; what an earlier call wrote is there as before. */
    public static final class NoLeaseException extends IOException {
        private static final long serialVersionUID = 1L;

        public NoLeaseException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** All keys of this restore, read with a quorum, or from what the member has if there is none. */
    public KeyView read() throws IOException {
        try {
            return read(false);
        } catch (IOException e) {
            return read(true);
        }
    }

    /** @param anyMember whether what the member has is enough */
    public KeyView read(boolean anyMember) throws IOException {
        MemberClient.Found found = member.withPrefix(KeyNames.ALL, anyMember);
        return KeyView.of(new EtcdClusterId(found.clusterId()), found.revision(), found.values(), id, nodes);
    }

    /**
     * Says that this node is armed, for the next 30 seconds.
     *
     * @param value the plan's digest and the hash of the staged data
     */
    public void arm(String value) throws IOException {
        if (armedLease != 0 && member.renewLease(armedLease)) {
            return;
        }
        armedLease = 0;
        long lease = member.grantLease(ARMED_LIFE);
        member.write(List.of(), Map.of(names.armed(node), value), lease);
        armedLease = lease;
    }

    /** What was read lacks that this node is armed: the next {@link #arm} writes it anew. A write that timed out may have set it aside. */
    public void armAgain() {
        armedLease = 0;
    }

    /** Takes that back. */
    public void disarm() throws IOException {
        if (armedLease != 0) {
            member.revokeLease(armedLease);
            armedLease = 0;
        }
    }

    /**
     * Gives GO if all nodes are armed with this value and no restore is under way.
     *
     * @return whether it was given, now or before, by us or by somebody else with the same value
     * @throws NoLeaseException if nothing was written for certain
     */
    public boolean giveGo(String value) throws IOException {
        List<Condition> conditions =
                new ArrayList<>(List.of(new Condition.Absent(names.go()), new Condition.Absent(KeyNames.ACTIVE)));
        nodes.forEach(one -> conditions.add(new Condition.Equal(names.armed(one), value)));
        long lease = leaseForGo();
        Map<String, String> values = new TreeMap<>();
        values.put(names.go(), value);
        values.put(KeyNames.ACTIVE, id.value());
        if (member.write(conditions, values, lease).succeeded()) {
            return true;
        }
        member.revokeLease(lease);
        return read(false).go().filter(value::equals).isPresent();
    }

    private long leaseForGo() throws NoLeaseException {
        try {
            return member.grantLease(GO_LIFE);
        } catch (IOException e) {
            throw new NoLeaseException(e);
        }
    }

    public void writeStopped(EtcdClusterId old) throws IOException {
        put(names.stopped(node), old);
    }

    /** Opens the gate if all have stopped and it has no value yet. */
    public void tryProceed(EtcdClusterId old) throws IOException {
        List<Condition> conditions = new ArrayList<>(List.of(new Condition.Absent(names.gate())));
        nodes.forEach(one -> conditions.add(new Condition.Equal(names.stopped(one), KeyNames.YES)));
        write(conditions, names.gate(), Gate.PROCEED.text(), old);
    }

    /** Closes the gate if it has no value yet. */
    public void tryAbort(EtcdClusterId old) throws IOException {
        write(List.of(new Condition.Absent(names.gate())), names.gate(), Gate.ABORT.text(), old);
    }

    public void writeSeen(EtcdClusterId old) throws IOException {
        put(names.seen(node), old);
    }

    /** A write that says nothing but that the new etcd takes writes, anew each time. */
    public void writeAble(EtcdClusterId restored) throws IOException {
        write(List.of(), names.able(node), KeyNames.YES, restored);
    }

    /** This node's vote. */
    public void writeReady(EtcdClusterId restored) throws IOException {
        put(names.ready(node), restored);
    }

    /** Commits if all have voted and nothing is decided. */
    public void tryCommit(EtcdClusterId restored) throws IOException {
        List<Condition> conditions = new ArrayList<>(List.of(new Condition.Absent(names.decision())));
        nodes.forEach(one -> conditions.add(new Condition.Equal(names.ready(one), KeyNames.YES)));
        write(conditions, names.decision(), Decision.COMMIT.text(), restored);
    }

    /** Decides for the way back if nothing is decided. */
    public void tryRollback(EtcdClusterId restored) throws IOException {
        write(List.of(new Condition.Absent(names.decision())), names.decision(), Decision.ROLLBACK.text(), restored);
    }

    public void writeApi(EtcdClusterId restored) throws IOException {
        put(names.api(node), restored);
    }

    /** Deletes the keys of this restore alone, whatever else is under way. */
    public void deleteOwn() throws IOException {
        member.delete(names.all(), List.of());
    }

    /** Deletes all keys of this restore at once, and the one that says that it is under way. */
    public void deleteAll() throws IOException {
        member.delete(names.all(), List.of(KeyNames.ACTIVE));
    }

    private void put(String key, EtcdClusterId expected) throws IOException {
        write(List.of(new Condition.Absent(key)), key, KeyNames.YES, expected);
    }

    private void write(List<Condition> conditions, String key, String value, EtcdClusterId expected)
            throws IOException {
        MemberClient.Written written = member.write(conditions, Map.of(key, value), 0);
        EtcdClusterId answered = new EtcdClusterId(written.clusterId());
        if (!answered.equals(expected)) {
            throw new OtherClusterException(answered, expected);
        }
    }
}
