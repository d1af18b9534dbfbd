package io.etcdbr.job.etcd;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.format.Alarm;
import io.etcdbr.format.MemberId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which members to read, the best first. Pure. A follower that has applied all it knows spares the leader; a member that lags,
 * learns, is corrupt or does not answer is no source. One that knows no leader is read last: it may be cut off from its peers and
 * behind them, which cannot be told by what it says itself.
 *
 * @param candidates may be empty
 * @param refused everyone else, and why
 */
public record MemberChoice(List<Candidate> candidates, List<Refused> refused) {
    /**
     * How far behind a member may be, in raft entries. Between two answers a busy cluster moves on by some hundreds; a member
     * that is cut off is behind by far more soon.
     */
    static final long LAG_ALLOWED = 1_000;

    /**
     * @param why a clause such as "a follower that is caught up"
     * @param doubt a clause that says why it may be behind all the same, where nobody answered that could tell
     */
    public record Candidate(MemberState.Reachable member, String why, Optional<String> doubt) {}

    /** @param why a clause such as "it is a learner" */
    public record Refused(MemberState member, String why) {}

    public MemberChoice {
        candidates = List.copyOf(candidates);
        refused = List.copyOf(refused);
    }

    public static MemberChoice of(ClusterState cluster) {
        long newest = cluster.members().stream()
                .mapToLong(member -> member instanceof MemberState.Reachable r ? r.raftIndex() : 0)
                .max()
                .orElse(0);
        List<Candidate> candidates = new ArrayList<>();
        List<Refused> refused = new ArrayList<>();
        for (MemberState member : cluster.members()) {
            switch (member) {
                case MemberState.Unreachable unreachable ->
                    refused.add(new Refused(unreachable, "it does not answer: " + unreachable.why()));
                case MemberState.Reachable reachable -> {
                    Optional<String> objection = objection(reachable, cluster.alarms(), newest);
                    if (objection.isPresent()) {
                        refused.add(new Refused(reachable, objection.get()));
                    } else {
                        candidates.add(candidate(reachable, cluster));
                    }
                }
            }
        }
        candidates.sort(Comparator.comparing(
                        (Candidate candidate) -> candidate.member().leaderId().isEmpty())
                .thenComparing(candidate -> candidate.member().leader())
                .thenComparing(candidate -> -candidate.member().raftApplied())
                .thenComparing(candidate -> candidate.member().member().id()));
        return new MemberChoice(candidates, refused);
    }

    /** Why nobody can be read, where there are no candidates. */
    public EtcdbrException noCandidate() {
        String found = String.join(
                "; ",
                refused.stream()
                        .map(one -> one.member().member().name() + ": " + one.why())
                        .toList());
        boolean corrupt = refused.stream().anyMatch(one -> one.why().contains("CORRUPT"));
        return new EtcdbrException(
                corrupt ? ExitCode.SOURCE_DAMAGED : ExitCode.SOURCE_UNREACHABLE,
                "no etcd member can be read (" + found + ")",
                corrupt
                        ? "Do not restart etcd blindly: compare the members with 'etcdctl endpoint hashkv --cluster'"
                        : "Check 'etcdctl endpoint health --cluster'");
    }

    private static Optional<String> objection(MemberState.Reachable member, List<Alarm> alarms, long newest) {
        MemberId id = member.member().id();
        if (member.member().learner()) {
            return Optional.of("it is a learner");
        }
        if (alarms.stream()
                .anyMatch(alarm -> alarm.memberId().equals(id) && alarm.alarm().equals("CORRUPT"))) {
            return Optional.of("it has a CORRUPT alarm");
        }
        long lag = newest - member.raftApplied();
        if (lag > LAG_ALLOWED) {
            return Optional.of("it lags " + lag + " raft entries behind");
        }
        return Optional.empty();
    }

    private static Candidate candidate(MemberState.Reachable member, ClusterState cluster) {
        Optional<String> doubt = doubt(member, cluster);
        return new Candidate(member, recommendation(member, cluster, doubt.isPresent()), doubt);
    }

    /** A leader that answers is what the others are measured by. It steps down once it loses its majority. */
    private static Optional<String> doubt(MemberState.Reachable member, ClusterState cluster) {
        if (member.leaderId().isEmpty()) {
            return Optional.of("it knows no leader: it may be cut off from its peers, or there is no majority");
        }
        List<MemberState> voters = cluster.members().stream()
                .filter(one -> !one.member().learner())
                .toList();
        List<MemberState.Reachable> answering = voters.stream()
                .filter(MemberState.Reachable.class::isInstance)
                .map(MemberState.Reachable.class::cast)
                .toList();
        return answering.size() > voters.size() / 2 || answering.stream().anyMatch(MemberState.Reachable::leader)
                ? Optional.empty()
                : Optional.of("of " + voters.size() + " members only " + answering.size()
                        + " answered, its leader not among them");
    }

    private static String recommendation(MemberState.Reachable member, ClusterState cluster, boolean doubtful) {
        if (doubtful) {
            return "it answers; whether it is caught up cannot be told";
        }
        if (!member.leader()) {
            return "a follower that is caught up";
        }
        return cluster.members().size() == 1 ? "the only member" : "the leader, since no follower will do";
    }
}
