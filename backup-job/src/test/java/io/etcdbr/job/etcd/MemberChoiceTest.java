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
                reachable(3, Optional.of(1L), true, 500),
                silent);
        assertThat(names(choice)).containsExactly("cp1");
        assertThat(choice.candidates().getFirst().why()).isEqualTo("the leader, since no follower will do");
        assertThat(choice.refused())
                .extracting(MemberChoice.Refused::why)
                .containsExactly("it has a CORRUPT alarm", "it is a learner", "it does not answer: connection refused");
    }

    @Test
    void aMemberThatKnowsNoLeaderIsReadAfterTheLeaderAndNotCalledCaughtUp() {
        MemberChoice choice = choose(List.of(), leader(1, 500), cutOff(2, 500));
        assertThat(names(choice)).containsExactly("cp1", "cp2");
        assertThat(choice.candidates().getFirst().doubt()).isEmpty();
        assertThat(choice.candidates().getLast().why()).isEqualTo("it answers; whether it is caught up cannot be told");
        assertThat(choice.candidates().getLast().doubt().orElseThrow()).startsWith("it knows no leader");
    }

    @Test
    void theOnlyOneThatAnswersIsReadButIsInDoubtUnlessItLeads() {
        MemberState second = new MemberState.Unreachable(member(2, false), "no route to host");
        MemberState third = new MemberState.Unreachable(member(3, false), "no route to host");
        assertThat(choose(List.of(), cutOff(1, 500), second, third).candidates())
                .singleElement()
                .satisfies(one -> assertThat(one.doubt().orElseThrow()).startsWith("it knows no leader"));
        assertThat(choose(List.of(), reachable(1, Optional.of(2L), false, 500), second, third)
                        .candidates())
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.why()).isEqualTo("it answers; whether it is caught up cannot be told");
                    assertThat(one.doubt()).contains("of 3 members only 1 answered, its leader not among them");
                });
        assertThat(choose(List.of(), leader(1, 500), second, third).candidates())
                .singleElement()
                .satisfies(one -> assertThat(one.doubt()).isEmpty());
    }

    @Test
    void aFollowerIsInNoDoubtWhereAMajorityAnswersThoughTheLeaderDoesNot() {
        MemberState away = new MemberState.Unreachable(member(1, false), "connection refused");
        assertThat(choose(List.of(), away, follower(2, 500), follower(3, 500)).candidates())
                .hasSize(2)
                .allSatisfy(one -> assertThat(one.doubt()).isEmpty());
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
        return reachable(id, Optional.of(id), false, applied);
    }

    private static MemberState follower(long id, long applied) {
        return reachable(id, Optional.of(1L), false, applied);
    }

    private static MemberState cutOff(long id, long applied) {
        return reachable(id, Optional.empty(), false, applied);
    }

    private static MemberState reachable(long id, Optional<Long> leader, boolean learner, long applied) {
        return new MemberState.Reachable(
                member(id, learner),
                URI.create("https://10.0.0." + id + ":2379"),
                leader.map(MemberId::new),
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
