package io.etcdbr.kubectl.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.Member;
import io.etcdbr.format.MemberId;
import io.etcdbr.members.MemberReport;
import io.etcdbr.members.MembersReport;
import io.etcdbr.restore.plan.PlanFixture;
import io.etcdbr.restore.plan.RestorePlan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class VerifiedTest {
    private static final RestorePlan PLAN = PlanFixture.plan(1);
    private static final Member MEMBER = new Member(
            new MemberId(1), "cp1", List.of("https://10.0.0.11:2380"), List.of("https://10.0.0.11:2379"), false);

    private static final String BY_NODES =
            "by the nodes before the decision: new cluster id on all members, equal HashKV, "
                    + PLAN.backup().keys() + " keys, sample objects";

    @Test
    void whatIsAsPlannedIsSaidWithoutNot() {
        assertThat(seen(PLAN.etcd().newClusterId(), PLAN.firstRevision()))
                .containsExactly(
                        BY_NODES,
                        "etcd's cluster id is " + PLAN.etcd().newClusterId(),
                        "1 of 1 members answer, cp1 leads",
                        "revision " + PLAN.firstRevision() + ", above all that were given out before",
                        "no alarm");
    }

    @Test
    void ofAClusterThatCameAfterItIsSaidWhoMayHaveMadeIt() {
        assertThat(seen(new EtcdClusterId(0xab), PLAN.firstRevision()))
                .contains("NOT as planned: etcd's cluster id is 00000000000000ab, and this restore made "
                        + PLAN.etcd().newClusterId()
                        + ": another restore came after it, or somebody founded etcd anew");
    }

    @Test
    void aRevisionThatIsTooLowIsComparedWithTheFirst() {
        assertThat(seen(PLAN.etcd().newClusterId(), 7))
                .contains("NOT as planned: revision 7, expected at least " + PLAN.firstRevision()
                        + ", above all that were given out before");
    }

    @Test
    void whereEtcdCannotBeAskedNothingIsSaidOfIt() {
        assertThat(Verified.of(PLAN, new RestoreEnd(Map.of(), Map.of(), Duration.ZERO, Optional.empty())))
                .containsExactly(BY_NODES, "NOT from here: etcd could not be asked; see kubectl etcdbr status");
    }

    private static List<String> seen(EtcdClusterId cluster, long revision) {
        MemberReport.Answer answer = new MemberReport.Answer(
                "https://10.0.0.11:2379",
                true,
                "3.6.14",
                Optional.empty(),
                1,
                OptionalLong.empty(),
                OptionalLong.empty(),
                revision,
                1,
                1,
                1);
        MemberReport member = new MemberReport(MEMBER, Optional.of(answer), "");
        MembersReport etcd = new MembersReport(cluster, List.of(member), List.of());
        return Verified.of(PLAN, new RestoreEnd(Map.of(), Map.of(), Duration.ZERO, Optional.of(etcd)));
    }
}
