package io.etcdbr.node.coordination;

import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.job.etcd.control.MemberClient;
import io.etcdbr.job.etcd.control.MemberClient.KeysHash;
import io.etcdbr.job.etcd.control.MemberClient.RaisedAlarm;
import io.etcdbr.restore.plan.RestorePlan;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Proves before the commit that the members have what the plan says, all the same.
 */
public final class Proof {
    /** To read the whole store: the least, and for each GiB what slow disks take that other work keeps busy. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration FOR_EACH_GIB = Duration.ofSeconds(30);

    private final RestorePlan plan;
    private final MemberClient own;
    private final Map<String, MemberClient> members;
    private final Duration patience;

    /**
     * What was found.
     *
     * @param objection why the data may not be used; empty if it may
     * @param evidence sentences for people
     */
    public record Result(Optional<String> objection, List<String> evidence) {
        public Result {
            evidence = List.copyOf(evidence);
        }
    }

    /**
     * @param own the node's own member
     * @param members all, by node
     */
    public Proof(RestorePlan plan, MemberClient own, Map<String, MemberClient> members) {
        this.plan = plan;
        this.own = own;
        this.members = Map.copyOf(members);
        this.patience = patience(plan.backup().plainSize());
    }

    /** @throws IOException if a member did not answer, so that nothing is proven either way */
    public Result run() throws IOException {
        List<String> evidence = new ArrayList<>();
        Optional<String> objection = alarms(evidence);
        if (objection.isEmpty()) {
            objection = hashes(evidence);
        }
        if (objection.isEmpty()) {
            objection = keys(evidence);
        }
        if (objection.isEmpty()) {
            objection = samples(evidence);
        }
        return new Result(objection, evidence);
    }

    /** An alarm of a member that is in the plan is a live one. */
    private Optional<String> alarms(List<String> evidence) throws IOException {
        NewAlarms alarms = new NewAlarms(plan, own);
        Optional<RaisedAlarm> live = alarms.live();
        if (live.isPresent()) {
            return Optional.of("member " + Long.toHexString(live.get().memberId())
                    + " of the new etcd has raised the alarm " + live.get().type());
        }
        evidence.addAll(alarms.disarmStale());
        return Optional.empty();
    }

    /** @param bytes of the database */
    static Duration patience(long bytes) {
        return PATIENCE.plusMillis(FOR_EACH_GIB.toMillis() * (bytes >> 20) >> 10);
    }

    private Optional<String> hashes(List<String> evidence) throws IOException {
        long revision = 0;
        for (MemberClient member : members.values()) {
            revision = Math.max(revision, member.status().revision());
        }
        if (revision < plan.firstRevision()) {
            return Optional.of(
                    "the new etcd is at revision " + revision + "; expected at least " + plan.firstRevision());
        }
        Optional<KeysHash> first = Optional.empty();
        for (Map.Entry<String, MemberClient> member : members.entrySet()) {
            KeysHash hash = member.getValue().hash(revision, patience);
            if (!new EtcdClusterId(hash.clusterId()).equals(plan.etcd().newClusterId())) {
                return Optional.of(
                        "the member of " + member.getKey() + " is of cluster " + new EtcdClusterId(hash.clusterId()));
            }
            if (first.isPresent() && !first.get().equals(hash)) {
                return Optional.of("the members differ: the hash of all keys at revision " + revision + " is "
                        + Integer.toHexString(hash.hash()) + " on " + member.getKey() + " and "
                        + Integer.toHexString(first.get().hash()) + " on another");
            }
            first = Optional.of(hash);
        }
        evidence.add("All members have the same hash of all keys at revision " + revision + ".");
        return Optional.empty();
    }

    /**
     * At the first revision: what hung on a lease may have expired since. No request can reach the record with the empty key by
     * which a restore raises revisions; the backup counts one if it is of a cluster that was restored before.
     */
    private Optional<String> keys(List<String> evidence) throws IOException {
        long keys = own.countAll(plan.firstRevision(), patience);
        long expected = plan.backup().keys();
        if (keys != expected && keys != expected - 1) {
            return Optional.of("the new etcd has " + keys + " keys at revision " + plan.firstRevision() + "; expected "
                    + expected);
        }
        evidence.add("It has the " + keys + " keys of the backup.");
        return Optional.empty();
    }

    private Optional<String> samples(List<String> evidence) throws IOException {
        for (String key : plan.samples()) {
            if (!own.isFilled(key)) {
                return Optional.of("the key " + key + " of the backup is not in the new etcd");
            }
        }
        evidence.add(plan.samples().size() + " sample keys are readable.");
        return Optional.empty();
    }
}
