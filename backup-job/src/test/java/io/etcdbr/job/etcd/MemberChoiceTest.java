package io.etcdbr.job.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.format.Alarm;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.Member;
import io.etcdbr.format.MemberId;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class MemberChoiceTest {

    @Test
    void aFollowerSparesTheLeader() {
        MemberChoice choice = choose(List.of(), leader(1, 500), follower(2, 500), follower(3, 499));
        assertThat(names(choice)).containsExactly("cp2", "cp3", "cp1");
        assertThat(choice.candidates().getFirst().why()).isEqualTo("a follower that is caught up");
        assertThat(choice.refused()).isEmpty();
    }

    @Test
    void theOnlyMemberIsReadThoughItLeads() {
        MemberChoice choice = choose(List.of(), leader(1, 500));
        assertThat(names(choice)).containsExactly("cp1");
        assertThat(choice.candidates().getFirst().why()).isEqualTo("the only member");
    }

    @Test
    void aFollowerThatLagsIsNoSource() {
        MemberChoice choice = choose(
                List.of(), leader(1, 5_000), follower(2, 5_000 - MemberChoice.LAG_ALLOWED - 1), follower(3, 4_900));
        assertThat(names(choice)).containsExactly("cp3", "cp1");
        assertThat(choice.refused())
                .extracting(MemberChoice.Refused::why)
                .containsExactly("it lags 1001 raft entries behind");
    }

    @Test
    void learnersCorruptAndSilentMembersAreRefusedWithTheReason() {
        MemberState.Unreachable silent = new MemberState.Unreachable(member(4, false), "connection refused");
        MemberChoice choice = choose(
                List.of(new Alarm(new MemberId(2), "CORRUPT"), new Alarm(new MemberId(1), "NOSPACE")),
                leader(1, 500),
                follower(2, 500),
                reachable(3, false, true, 500),
                silent);
        assertThat(names(choice)).containsExactly("cp1");
        assertThat(choice.candidates().getFirst().why()).isEqualTo("the leader, since no follower will do");
        assertThat(choice.refused())
                .extracting(MemberChoice.Refused::why)
                .containsExactly("it has a CORRUPT alarm", "it is a learner", "it does not answer: connection refused");
    }

    private static List<String> names(MemberChoice choice) {
        return choice.candidates().stream()
                .map(candidate -> candidate.member().member().name())
                .toList();
    }

    private static MemberChoice choose(List<Alarm> alarms, MemberState... members) {
        return MemberChoice.of(new ClusterState(new EtcdClusterId(1), List.of(members), alarms));
    }

    private static MemberState leader(long id, long applied) {
        return reachable(id, true, false, applied);
    }

    private static MemberState follower(long id, long applied) {
        return reachable(id, false, false, applied);
    }

    private static MemberState reachable(long id, boolean leader, boolean learner, long applied) {
        return new MemberState.Reachable(
                member(id, learner),
                URI.create("https://10.0.0." + id + ":2379"),
                leader,
                "3.5.16",
                Optional.empty(),
                1,
                OptionalLong.empty(),
                OptionalLong.empty(),
                1,
                applied,
                applied,
                1,
                List.of());
    }

    private static Member member(long id, boolean learner) {
        return new Member(new MemberId(id), "cp" + id, List.of(), List.of(), learner);
    }
}
