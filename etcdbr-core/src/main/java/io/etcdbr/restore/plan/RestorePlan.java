package io.etcdbr.restore.plan;

import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.MemberId;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that a restore does, decided before it begins: {@code docs/restore-design.md}, section 3. Its digest, {@link
 * PlanCodec#digest}, names it.
 *
 * @param participants in the order of staging, the leader last
 * @param absent the members that do not take part
 * @param samples keys of etcd that must be readable afterwards, the namespace {@code kube-system} among them
 * @param keepOldDays how long the old data is kept
 */
public record RestorePlan(
        RestoreId id,
        PlannedCluster cluster,
        PlannedBackup backup,
        PlannedEtcd etcd,
        List<Participant> participants,
        List<AbsentMember> absent,
        List<String> samples,
        Deadlines deadlines,
        int keepOldDays) {
    private static final int MOST_MEMBERS = 9;
    private static final int MOST_DAYS = 3650;
    private static final String KUBE_SYSTEM = "/namespaces/kube-system";

    /** @throws IllegalArgumentException with one sentence that says which parts do not fit each other */
    public RestorePlan {
        participants = List.copyOf(participants);
        absent = List.copyOf(absent);
        samples = List.copyOf(samples);
        Checks.check(!participants.isEmpty(), "the plan has no participants");
        int members = participants.size() + absent.size();
        Checks.check(members <= MOST_MEMBERS, "the plan has " + members + " members, more than etcd is run with");
        Checks.check(
                participants.size() >= majority(members),
                participants.size() + " of " + members + " members take part; expected at least " + majority(members)
                        + ", so that the others cannot be a cluster of their own");
        distinctMembers(participants, absent);
        ids(id, etcd, participants);
        revisions(backup, etcd);
        samples.forEach(key -> Checks.filled("a sample", key));
        Checks.distinct("the sample", samples);
        Checks.check(
                samples.stream().anyMatch(key -> key.endsWith(KUBE_SYSTEM)),
                "the samples lack the namespace kube-system");
        Checks.check(
                keepOldDays >= 0 && keepOldDays <= MOST_DAYS, "the old data cannot be kept " + keepOldDays + " days");
    }

    /** How many of so many members are a quorum. */
    public static int majority(int members) {
        return members / 2 + 1;
    }

    /**
     * Whether the old and the new etcd can never both have a quorum, whoever is wrong about the absent members: any majority of
     * the old members and any of the new ones have a host in common. So it is when all take part, or two of three, or four of
     * five; with three of five it is the fencing of the two absent ones that keeps the clusters apart.
     */
    public static boolean quorumsIntersect(int participants, int members) {
        return majority(participants) + majority(members) > members;
    }

    /** The participant that decides and whose API server starts first: the one whose node's name sorts first. */
    public Participant first() {
        return participants.stream()
                .min((one, other) -> one.node().compareTo(other.node()))
                .orElseThrow();
    }

    /** @throws IllegalArgumentException if {@code node} does not take part */
    public Participant participant(String node) {
        return participants.stream()
                .filter(participant -> participant.node().equals(node))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("node " + node + " does not take part in restore " + id));
    }

    /** The nodes that take part, in the order of staging. */
    public List<String> nodes() {
        return participants.stream().map(Participant::node).toList();
    }

    /** The revision at which the restored store begins. What is live must stay below it. */
    public long firstRevision() {
        return backup.revision() + etcd.bump();
    }

    private static void distinctMembers(List<Participant> participants, List<AbsentMember> absent) {
        Checks.distinct("node", participants.stream().map(Participant::node).toList());
        List<String> names =
                new ArrayList<>(participants.stream().map(Participant::member).toList());
        absent.forEach(member -> names.add(member.member()));
        Checks.distinct("member", names);
        Checks.distinct(
                "member id", participants.stream().map(Participant::oldMemberId).toList());
        Checks.distinct(
                "peer URL",
                participants.stream()
                        .flatMap(participant -> participant.peerUrls().stream())
                        .toList());
        Checks.distinct(
                "client URL", participants.stream().map(Participant::clientUrl).toList());
    }

    private static void ids(RestoreId id, PlannedEtcd etcd, List<Participant> participants) {
        Checks.check(
                etcd.token().equals(token(id)), "the token is '" + etcd.token() + "'; expected '" + token(id) + "'");
        for (Participant participant : participants) {
            MemberId computed = EtcdIds.member(participant.peerUrls(), etcd.token());
            Checks.check(
                    participant.newMemberId().equals(computed),
                    "the new member id of " + participant.node() + " is " + participant.newMemberId() + "; computed "
                            + computed);
        }
        EtcdClusterId computed = EtcdIds.cluster(
                participants.stream().map(Participant::newMemberId).toList());
        Checks.check(
                etcd.newClusterId().equals(computed),
                "the new cluster id is " + etcd.newClusterId() + "; computed " + computed);
    }

    /** The initial cluster token of a restore. */
    public static String token(RestoreId id) {
        return "etcdbr-" + id;
    }

    private static void revisions(PlannedBackup backup, PlannedEtcd etcd) {
        Checks.check(
                etcd.bump() <= Long.MAX_VALUE - backup.revision(),
                "the bump " + etcd.bump() + " is beyond what etcd counts");
        Checks.check(
                backup.revision() + etcd.bump() > etcd.liveRevision(),
                "the restored store would begin at revision " + (backup.revision() + etcd.bump())
                        + ", not above the live revision " + etcd.liveRevision());
    }
}
