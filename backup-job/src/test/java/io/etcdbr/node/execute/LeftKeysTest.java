package io.etcdbr.node.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.job.etcd.control.MemberClient;
import io.etcdbr.node.coordination.Coordination;
import io.etcdbr.node.coordination.StandInMember;
import io.etcdbr.restore.plan.RestorePlan;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(600)
class LeftKeysTest {
    private static final RestorePlan PLAN = WaitingNode.PLAN;
    private static final String OWN = "/etcdbr/" + PLAN.id() + "/";

    private StandInMember member;
    private MemberClient client;

    @BeforeEach
    void keys() throws IOException {
        member = new StandInMember(Duration.ofMinutes(1));
        client = member.client();
        member.keys.put("/etcdbr/active", "r20261121t143005-7f3a9c");
        member.keys.put("/etcdbr/r20261121t143005-7f3a9c/gate", "proceed");
    }

    @AfterEach
    void close() {
        client.close();
        member.close();
    }

    @Test
    void theGateOfARestoreThatWentBackIsRemovedAndNothingOfAnother() {
        for (String key : List.of("stopped/cp1", "stopped/cp2", "gate", "seen/cp1")) {
            member.keys.put(OWN + key, "yes");
        }

        assertThat(LeftKeys.remove(PLAN, coordination())).isEmpty();

        assertThat(member.keys).containsOnlyKeys("/etcdbr/active", "/etcdbr/r20261121t143005-7f3a9c/gate");
    }

    @Test
    void aDecisionStaysAsLongAsANodeMayHaveToFindIt() {
        member.cluster = PLAN.etcd().newClusterId().value();
        for (String key : List.of("ready/cp1", "ready/cp2", "ready/cp3", "api/cp1", "api/cp2")) {
            member.keys.put(OWN + key, "yes");
        }
        member.keys.put(OWN + "decision", "commit");

        assertThat(LeftKeys.remove(PLAN, coordination()))
                .contains(new Failure(
                        ExitCode.REFUSED,
                        "the keys below " + OWN
                                + " stay in etcd: node cp3 has not come to the end and must find the decision",
                        "Once every node has ended and etcd answers, remove them: etcdctl del --prefix " + OWN));
        assertThat(member.keys).containsKey(OWN + "decision");

        member.keys.put(OWN + "api/cp3", "yes");
        assertThat(LeftKeys.remove(PLAN, coordination())).isEmpty();
        assertThat(member.keys).doesNotContainKey(OWN + "decision");
    }

    @Test
    void anEtcdThatDoesNotAnswerIsSaid() {
        member.end();

        assertThat(LeftKeys.remove(PLAN, coordination()))
                .hasValueSatisfying(why -> assertThat(why.problem()).contains("etcd did not answer as hoped"))
                .hasValueSatisfying(why -> assertThat(why.code()).isEqualTo(ExitCode.SOURCE_UNREACHABLE));
    }

    private Coordination coordination() {
        return new Coordination(client, PLAN.id(), PLAN.nodes(), "cp2");
    }
}
