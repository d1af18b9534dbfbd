package io.etcdbr.node.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.job.etcd.control.MemberClient;
import io.etcdbr.job.etcd.grpc.GrpcException;
import io.etcdbr.job.etcd.grpc.GrpcStatus;
import io.etcdbr.restore.plan.PlanFixture;
import io.etcdbr.restore.plan.RestorePlan;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class NewAlarmsTest {
    private static final RestorePlan PLAN = PlanFixture.plan(3);
    private static final long STALE = 0x4711;
    private static final long LIVE =
            PLAN.participants().getFirst().newMemberId().value();

    @Test
    void onlyAlarmsThatCameWithTheBackupAreTakenBackBeforeTheVote() throws Exception {
        try (StandInMember member = new StandInMember(Duration.ofMinutes(1));
                MemberClient client = member.client()) {
            member.alarms.add(STALE);
            member.alarms.add(LIVE);
            NewAlarms alarms = new NewAlarms(PLAN, client);

            assertThat(alarms.disarmStale())
                    .containsExactly("The alarm NOSPACE that came with the backup was taken back.");

            assertThat(member.alarms).containsExactly(LIVE);
            assertThat(alarms.live()).map(alarm -> alarm.memberId()).contains(LIVE);
            assertThat(alarms.disarmStale()).as("again").isEmpty();
        }
    }

    @Test
    void anEtcdThatIsGivenUpKeepsNoAlarm() throws Exception {
        try (StandInMember member = new StandInMember(Duration.ofMinutes(1));
                MemberClient client = member.client()) {
            member.alarms.add(STALE);
            member.alarms.add(LIVE);

            assertThat(new NewAlarms(PLAN, client).disarmAll()).hasSize(2);

            assertThat(member.alarms).isEmpty();
        }
    }

    @Test
    void onlyWhatAnAlarmRefusesCountsAsThat() {
        assertThat(NewAlarms.refused(failure(8, "etcdserver: mvcc: database space exceeded")))
                .isTrue();
        assertThat(NewAlarms.refused(failure(15, "etcdserver: corrupt cluster")))
                .isTrue();
        assertThat(NewAlarms.refused(failure(14, "nobody answers"))).isFalse();
        assertThat(NewAlarms.refused(failure(4, "late"))).isFalse();
    }

    private static GrpcException failure(int code, String message) {
        return new GrpcException(new GrpcStatus(code, message));
    }
}
