package io.etcdbr.operation;

import static io.etcdbr.operation.StoredBackups.EPOCH;
import static io.etcdbr.operation.StoredBackups.PROD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.catalog.Selector;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.format.VerificationLevel;
import io.etcdbr.format.VerificationResult;
import io.etcdbr.storage.StoreException;
import io.etcdbr.testing.MemoryStore;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeleteBackupsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");
    private static final String FIRST = "20261118T100000Z-r100-00000a";
    private static final String SECOND = "20261119T100000Z-r200-00000b";
    private static final String THIRD = "20261120T100000Z-r300-00000c";

    private final MemoryStore store = new MemoryStore();
    private final StoredBackups backups = new StoredBackups(store);

    @Test
    void theLastOnesThatCanBeReliedOnGoOnlyIfThatIsSaid() throws StoreException {
        backups.plain(FIRST);
        backups.plain(SECOND);
        backups.plain(THIRD);
        backups.looked(FIRST, NOW, VerificationLevel.PLAIN, VerificationResult.SOUND);
        backups.looked(THIRD, NOW, VerificationLevel.STORED, VerificationResult.DAMAGED);

        assertRefused(FIRST, "newest verified");
        assertRefused(SECOND, "newest undamaged");
        assertRefused(THIRD, "newest whole");
        assertThat(plan(true, FIRST, SECOND, THIRD).backups()).hasSize(3);
    }

    @Test
    void whatAClockAheadDatedIsNotTheNewestOnceThereIsALaterOne() throws StoreException {
        String ahead = "20270118T100000Z-r150-00000d";
        backups.plain(EPOCH, ahead, Instant.parse("2026-11-18T12:00:00Z"));
        assertRefused(ahead, "newest whole");

        backups.plain(SECOND);

        assertThat(plan(false, ahead).backups())
                .extracting(backup -> backup.id().toString())
                .containsExactly(ahead);
        assertRefused(SECOND, "newest whole");
    }

    private void assertRefused(String id, String what) {
        assertThatThrownBy(() -> plan(false, id))
                .isInstanceOfSatisfying(
                        EtcdbrException.class,
                        e -> assertThat(e.failure().code()).isEqualTo(ExitCode.REFUSED))
                .hasMessageContaining("backup " + id + " is the " + what + " one of etcd cluster id ");
    }

    private DeleteBackups.Plan plan(boolean evenNewest, String... ids) throws StoreException {
        return new DeleteBackups(store, Clock.systemUTC(), new Cancellation())
                .plan(new DeleteBackups.Options(
                        Optional.of(PROD),
                        Optional.empty(),
                        List.of(ids).stream().map(Selector.Id::new).toList(),
                        evenNewest));
    }
}
