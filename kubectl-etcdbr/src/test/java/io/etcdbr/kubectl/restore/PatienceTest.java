package io.etcdbr.kubectl.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.restore.plan.Deadlines;
import io.etcdbr.restore.plan.PlanFixture;
import io.etcdbr.restore.plan.RestorePlan;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatienceTest {

    /** From some GiB on the nodes may be under way for longer than 40 minutes, and nothing says that they should have ended. */
    @ParameterizedTest
    @CsvSource({"20971552, 54", "34359738368, 116"})
    void theApiIsAskedForAsLongAsTheNodesMayTakeThereAndBack(long snapshot, long minutes) {
        RestorePlan like = PlanFixture.plan(3);
        RestorePlan plan = new RestorePlan(
                like.id(),
                like.cluster(),
                like.backup(),
                like.etcd(),
                like.participants(),
                like.absent(),
                like.samples(),
                Deadlines.forSnapshotOf(snapshot),
                like.keepOldDays());

        assertThat(Patience.of(plan).outage()).isEqualTo(Duration.ofMinutes(minutes));
    }
}
