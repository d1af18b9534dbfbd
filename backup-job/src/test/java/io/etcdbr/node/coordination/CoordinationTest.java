package io.etcdbr.node.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdbr.job.etcd.control.MemberClient;
import io.etcdbr.job.etcd.grpc.GrpcException;
import io.etcdbr.restore.plan.PlanFixture;
import io.etcdbr.restore.plan.RestorePlan;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CoordinationTest {
    private static final RestorePlan PLAN = PlanFixture.plan(3);

    @Test
    void aNodeWhoseWriteWasLostArmsAnew() throws Exception {
        try (StandInMember member = new StandInMember(Duration.ofSeconds(30));
                MemberClient client = member.client()) {
            Coordination keys = new Coordination(client, PLAN.id(), PLAN.nodes(), "cp2");
            member.lostWrites = 1;

            assertThatThrownBy(() -> keys.arm("value")).isInstanceOf(GrpcException.class);
            keys.arm("value");

            assertThat(keys.read(false).armed()).containsEntry("cp2", "value");
        }
    }

    @Test
    void aNodeWhoseKeyIsGoneWritesItAgain() throws Exception {
        try (StandInMember member = new StandInMember(Duration.ofSeconds(30));
                MemberClient client = member.client()) {
            Coordination keys = new Coordination(client, PLAN.id(), PLAN.nodes(), "cp2");
            keys.arm("value");
            member.keys.clear();
            keys.arm("value");
            assertThat(keys.read(false).armed())
                    .as("it only kept its lease alive")
                    .isEmpty();

            keys.armAgain();
            keys.arm("value");

            assertThat(keys.read(false).armed()).containsEntry("cp2", "value");
        }
    }
}
