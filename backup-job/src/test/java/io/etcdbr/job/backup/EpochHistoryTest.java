package io.etcdbr.job.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.format.BackupId;
import io.etcdbr.format.BackupKey;
import io.etcdbr.format.ClusterName;
import io.etcdbr.format.Epoch;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.ObjectName;
import io.etcdbr.storage.StoreException;
import io.etcdbr.testing.MemoryStore;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EpochHistoryTest {
    private static final ClusterName PROD = new ClusterName("prod");
    private static final Epoch CURRENT = new Epoch(PROD, new EtcdClusterId(0xaa));
    private static final Epoch BEFORE = new Epoch(PROD, new EtcdClusterId(0xbb));
    private static final Instant THEN = Instant.parse("2026-11-20T10:00:00Z");

    private final MemoryStore store = new MemoryStore();

    @Test
    void aBackupThatIsLaterAndOfAHigherRevisionIsNothingOdd() throws StoreException {
        put(CURRENT, THEN, 100, THEN);
        put(BEFORE, THEN.plusSeconds(60), 900, THEN);
        assertThat(oddity(THEN.plusSeconds(1), 100)).isEmpty();
        assertThat(oddity(THEN.plusSeconds(1), 101)).isEmpty();
    }

    @Test
    void aBackupThatIsEarlierThanWhatIsThereMeansAWrongClock() throws StoreException {
        put(CURRENT, THEN.minusSeconds(60), 90, THEN);
        BackupId there = put(CURRENT, THEN, 100, THEN);
        assertThat(oddity(THEN.minusSeconds(1), 101).orElseThrow())
                .contains("a backup with a later time already, " + there, "clock");
    }

    @Test
    void aLowerRevisionMeansAMemberThatLagsOrAnEtcdSetBack() throws StoreException {
        BackupId there = put(CURRENT, THEN, 100, THEN);
        put(CURRENT, THEN.plusSeconds(1), 90, THEN);
        assertThat(oddity(THEN.plusSeconds(2), 99).orElseThrow())
                .contains("a backup of a later revision already, " + there, "lags behind");
    }

    @Test
    void whatAClockAheadDatedIsNoReasonToDoubtTheOwnClock() throws StoreException {
        put(CURRENT, THEN.plusSeconds(60 * 86_400), 90, THEN);
        assertThat(oddity(THEN.plusSeconds(1), 91)).isEmpty();
        put(CURRENT, THEN, 95, THEN);
        assertThat(oddity(THEN.plusSeconds(1), 96)).isEmpty();
    }

    @Test
    void theEpochBeforeIsThatOfTheNewestBackup() throws StoreException {
        EtcdClusterId oldest = new EtcdClusterId(0xcc);
        put(new Epoch(PROD, oldest), THEN, 1, THEN);
        put(BEFORE, THEN.plusSeconds(1), 1, THEN);
        assertThat(EpochHistory.read(store, PROD).before(CURRENT.etcdClusterId()))
                .contains(BEFORE.etcdClusterId());
        assertThat(EpochHistory.read(store, PROD).before(oldest)).isEmpty();
        put(new Epoch(PROD, oldest), THEN.plusSeconds(60 * 86_400), 1, THEN);
        assertThat(EpochHistory.read(store, PROD).before(CURRENT.etcdClusterId()))
                .contains(BEFORE.etcdClusterId());
    }

    private Optional<String> oddity(Instant time, long revision) throws StoreException {
        return EpochHistory.read(store, PROD).oddity(CURRENT, BackupId.create(time, revision));
    }

    private BackupId put(Epoch epoch, Instant time, long revision, Instant storedAt) {
        BackupId id = BackupId.create(time, revision);
        store.put(new BackupKey(epoch, new ObjectName.Manifest(id)).toString(), new byte[1], storedAt);
        return id;
    }
}
