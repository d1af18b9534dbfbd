package io.etcdbr.restore.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestorePlanTest {

    @ParameterizedTest
    @CsvSource({"1,0,true", "2,1,true", "3,0,true", "4,1,true", "3,2,false", "4,3,false", "5,0,true"})
    void quorumsOfOldAndNewShareAHostUnlessTooFewTakePart(int present, int missing, boolean intersect) {
        assertThat(RestorePlan.quorumsIntersect(present, present + missing)).isEqualTo(intersect);
    }

    @ParameterizedTest
    @CsvSource({"1,1", "1,2", "2,2", "2,3"})
    void aMinorityIsRefused(int present, int missing) {
        List<AbsentMember> absent = absent(present, missing);

        assertThatThrownBy(() -> PlanFixture.plan(present, absent))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected at least");
    }

    @Test
    void anAbsentMemberNeedsAStatement() {
        assertThatThrownBy(() -> new AbsentMember("cp3", "cp3", " ")).hasMessageContaining("how member cp3 is fenced");
    }

    /** etcd takes any name, and where its machine is may be known to nobody. */
    @ParameterizedTest
    @CsvSource({"'',CP3", "'',infra_3", "cp1,old", "'',cp 1"})
    void anAbsentMemberMayBeCalledAnythingAndItsNodeUnknown(String node, String member) {
        AbsentMember absent = new AbsentMember(node, member, "powered off");

        RestorePlan plan = PlanFixture.plan(2, List.of(absent));

        assertThat(PlanCodec.decode(PlanCodec.encode(plan), "plan").absent()).containsExactly(absent);
        assertThatThrownBy(() -> new AbsentMember("cp3\n", member, "off")).hasMessageContaining("control characters");
    }

    @Test
    void theBumpLeavesAMargin() {
        assertThat(Bump.of(4000, 4000)).isEqualTo(1_000_000);
        assertThat(Bump.of(10, 4000)).as("the cluster went back before").isEqualTo(1_000_000);
        assertThat(Bump.of(50_004_000, 4000)).isEqualTo(55_000_000);
        assertThatThrownBy(() -> Bump.of(Long.MAX_VALUE, 1)).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void theFirstIsTheOneWhoseNameSortsFirst() {
        assertThat(PlanFixture.plan(3).first().node()).isEqualTo("cp1");
    }

    @Test
    void deadlinesGrowWithTheDatabase() {
        assertThat(Deadlines.forSnapshotOf(3L << 30).start()).isEqualTo(Duration.ofSeconds(900 + 180));
        assertThat(Deadlines.forSnapshotOf(1).start()).isEqualTo(Duration.ofSeconds(960));
    }

    @Test
    void anIdIsReadInItsOnlySpelling() {
        RestoreId id = RestoreId.create(Instant.parse("2026-11-20T14:30:05.9Z"));

        assertThat(id.value()).startsWith("r20261120t143005-");
        assertThat(RestoreId.parse(id.value())).contains(id);
        assertThat(RestoreId.parse("r20261120T143005-7f3a9c")).isEmpty();
    }

    private static List<AbsentMember> absent(int present, int missing) {
        return IntStream.rangeClosed(present + 1, present + missing)
                .mapToObj(i -> new AbsentMember("cp" + i, "cp" + i, "powered off"))
                .toList();
    }
}
