package io.etcdbr.node.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.job.etcd.control.MemberClient;
import io.etcdbr.job.etcd.grpc.GrpcException;
import io.etcdbr.restore.plan.PlanFixture;
import io.etcdbr.restore.plan.RestorePlan;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class CoordinationTest {
    private static final RestorePlan PLAN = PlanFixture.plan(3);
    private static final EtcdClusterId OLD = PLAN.etcd().oldClusterId();
    private static final String OWN = "/etcdbr/" + PLAN.id() + "/";

    @Test
    void aNodeWhoseWriteWasLostArmsAnew() throws Exception {
        try (StandInMember member = new StandInMember(Duration.ofMinutes(1));
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
        try (StandInMember member = new StandInMember(Duration.ofMinutes(1));
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

    @Test
    void goIsGivenOnceAllAreArmedForTheSameAndNoRestoreIsUnderWay() throws Exception {
        try (StandInMember member = new StandInMember(Duration.ofMinutes(1));
                MemberClient client = member.client()) {
            Coordination keys = new Coordination(client, PLAN.id(), PLAN.nodes(), "cp2");
            member.keys.putAll(Map.of(OWN + "armed/cp1", "value", OWN + "armed/cp2", "value"));
            assertThat(keys.giveGo("value")).as("cp3 is not armed").isFalse();
            member.keys.put(OWN + "armed/cp3", "other");
            assertThat(keys.giveGo("value")).as("cp3 is armed for another").isFalse();
            member.keys.put(OWN + "armed/cp3", "value");
            member.keys.put("/etcdbr/active", "r20261121t143005-7f3a9c");
            assertThat(keys.giveGo("value")).as("another is under way").isFalse();
            assertThat(member.keys).doesNotContainKey(OWN + "go");

            member.keys.remove("/etcdbr/active");
            assertThat(keys.giveGo("value")).isTrue();

            assertThat(member.keys)
                    .containsEntry(OWN + "go", "value")
                    .containsEntry("/etcdbr/active", PLAN.id().value());
            assertThat(keys.giveGo("value")).as("it stands there already").isTrue();
            assertThat(keys.giveGo("other")).as("it stands there for another").isFalse();
            assertThat(member.keys).containsEntry(OWN + "go", "value");
        }
    }

    @Test
    void theGateOpensOnceAllHaveStoppedAndKeepsItsFirstValue() throws Exception {
        try (StandInMember member = new StandInMember(Duration.ofMinutes(1));
                MemberClient client = member.client()) {
            Coordination keys = new Coordination(client, PLAN.id(), PLAN.nodes(), "cp3");
            member.keys.put(OWN + "stopped/cp1", "yes");
            keys.writeStopped(OLD);
            keys.tryProceed(OLD);
            assertThat(member.keys).as("cp2 has not stopped").doesNotContainKey(OWN + "gate");

            member.keys.put(OWN + "stopped/cp2", "yes");
            keys.tryProceed(OLD);
            keys.tryAbort(OLD);
            assertThat(member.keys).containsEntry(OWN + "gate", "proceed");

            member.keys.remove(OWN + "gate");
            keys.tryAbort(OLD);
            keys.tryProceed(OLD);
            assertThat(member.keys).containsEntry(OWN + "gate", "abort");
        }
    }

    @Test
    void thereIsACommitOnceAllHaveVotedAndTheFirstDecisionStays() throws Exception {
        try (StandInMember member = new StandInMember(Duration.ofMinutes(1));
                MemberClient client = member.client()) {
            EtcdClusterId restored = PLAN.etcd().newClusterId();
            member.cluster = restored.value();
            Coordination keys = new Coordination(client, PLAN.id(), PLAN.nodes(), "cp3");
            member.keys.put(OWN + "ready/cp1", "yes");
            keys.writeReady(restored);
            keys.tryCommit(restored);
            assertThat(member.keys).as("cp2 has not voted").doesNotContainKey(OWN + "decision");

            member.keys.put(OWN + "ready/cp2", "yes");
            keys.tryCommit(restored);
            keys.tryRollback(restored);
            assertThat(member.keys).containsEntry(OWN + "decision", "commit");

            member.keys.remove(OWN + "decision");
            keys.tryRollback(restored);
            keys.tryCommit(restored);
            assertThat(member.keys).containsEntry(OWN + "decision", "rollback");
        }
    }

    @Test
    void whatWasWrittenToAnotherClusterIsNoSuccess() throws Exception {
        try (StandInMember member = new StandInMember(Duration.ofMinutes(1));
                MemberClient client = member.client()) {
            Coordination keys = new Coordination(client, PLAN.id(), PLAN.nodes(), "cp2");

            assertThatThrownBy(() -> keys.writeReady(PLAN.etcd().newClusterId()))
                    .isInstanceOf(Coordination.OtherClusterException.class)
                    .hasMessageContaining("expected " + PLAN.etcd().newClusterId());
        }
    }

    @Test
    void anArmedNodeIsForgottenAfterHalfAMinuteAndGoAfterTwo() throws Exception {
        try (StandInMember member = new StandInMember(Duration.ofMinutes(1));
                MemberClient client = member.client()) {
            Coordination keys = new Coordination(client, PLAN.id(), PLAN.nodes(), "cp2");
            keys.arm("value");
            keys.giveGo("value");

            assertThat(member.lives).containsExactly(30L, 120L);
        }
    }
}
