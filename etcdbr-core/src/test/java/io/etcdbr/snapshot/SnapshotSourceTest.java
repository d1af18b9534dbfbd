package io.etcdbr.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.catalog.BackupQuery;
import io.etcdbr.catalog.Selector;
import io.etcdbr.format.ClusterName;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotSourceTest {
    private static final Optional<ClusterName> PROD = Optional.of(new ClusterName("prod"));

    @ParameterizedTest
    @ValueSource(strings = {"snapshot.db", "./snapshot", "/var/backups/etcd.db", "latest/", "20261120T1.db"})
    void whatHoldsASlashOrEndsInDbIsAFile(String argument) {
        assertThat(SnapshotSource.parse(argument, PROD, Optional.empty()))
                .isEqualTo(new SnapshotSource.File(Path.of(argument)));
    }

    @Test
    void anythingElseIsABackup() {
        assertThat(SnapshotSource.parse("latest", PROD, Optional.empty()))
                .isEqualTo(new SnapshotSource.Backup(new BackupQuery(PROD, Optional.empty(), new Selector.Latest())));
        assertThat(SnapshotSource.parse("20261120T1", PROD, Optional.empty()))
                .isEqualTo(new SnapshotSource.Backup(
                        new BackupQuery(PROD, Optional.empty(), new Selector.Id("20261120T1"))));
    }
}
