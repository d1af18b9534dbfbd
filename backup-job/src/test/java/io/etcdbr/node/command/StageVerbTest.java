package io.etcdbr.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.catalog.BackupQuery;
import io.etcdbr.restore.plan.BackupSource;
import io.etcdbr.restore.plan.PlanFixture;
import io.etcdbr.restore.plan.RestorePlan;
import org.junit.jupiter.api.Test;

class StageVerbTest {

    @Test
    void inAStoreOfSeveralClustersTheBackupIsLookedForUnderThatOfThePlan() {
        RestorePlan plan = PlanFixture.plan(3);

        BackupQuery query =
                StageVerb.query(plan, (BackupSource.Stored) plan.backup().source());

        assertThat(query.cluster()).contains(plan.cluster().name());
    }
}
