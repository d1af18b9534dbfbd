package io.etcdbr.kubectl.restore;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.etcdbr.format.Member;
import io.etcdbr.kubectl.preflight.Facts;
import io.etcdbr.kubectl.preflight.FactsFixture;
import io.etcdbr.kubectl.preflight.Preflight;
import io.etcdbr.members.MemberReport;
import io.etcdbr.restore.plan.AbsentMember;
import io.etcdbr.restore.plan.Participant;
import io.etcdbr.restore.plan.PlanFixture;
import io.etcdbr.restore.plan.RestorePlan;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlanMakingTest {

    /** As after machines were renamed. */
    @Test
    void aFencedMemberMayBeCalledAsTheNodeOfAnother() {
        FactsFixture fixture = new FactsFixture().on("cp1", PlanMakingTest::withMemberOld);
        fixture.members.set(0, FactsFixture.member("old", 1, false));
        Member third = FactsFixture.member("cp1", 3, false).member();
        fixture.members.set(2, new MemberReport(third, Optional.empty(), "connection refused"));
        fixture.nodes.remove("cp3");
        fixture.fenced.put("cp1", "powered off");
        Facts facts = fixture.facts();

        assertThat(Preflight.refusals(Preflight.of(facts, Set.of()))).isEmpty();
        RestorePlan plan = PlanMaking.of(facts, PlanFixture.ID, 7);

        assertThat(plan.participants()).extracting(Participant::member).containsExactly("old", "cp2");
        assertThat(plan.absent()).containsExactly(new AbsentMember("", "cp1", "powered off"));
    }

    private static void withMemberOld(JsonObject node) {
        node.getAsJsonObject("etcd").getAsJsonObject("server").addProperty("name", "old");
    }
}
