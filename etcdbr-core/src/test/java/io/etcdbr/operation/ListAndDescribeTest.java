package io.etcdbr.operation;

import static io.etcdbr.operation.StoredBackups.EPOCH;
import static io.etcdbr.operation.StoredBackups.OTHER_EPOCH;
import static io.etcdbr.operation.StoredBackups.PROD;
import static io.etcdbr.operation.StoredBackups.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.catalog.BackupQuery;
import io.etcdbr.catalog.Selector;
import io.etcdbr.format.BackupId;
import io.etcdbr.format.Finding;
import io.etcdbr.format.FormatVersion;
import io.etcdbr.format.Manifest;
import io.etcdbr.format.Tool;
import io.etcdbr.format.Verification;
import io.etcdbr.format.VerificationCodec;
import io.etcdbr.format.VerificationLevel;
import io.etcdbr.format.VerificationResult;
import io.etcdbr.storage.StoreException;
import io.etcdbr.testing.MemoryStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ListAndDescribeTest {
    private static final String OLD = "20261101T100000Z-r100-00000a";
    private static final String MIDDLE = "20261110T100000Z-r200-00000b";
    private static final String NEW = "20261120T100000Z-r300-00000c";

    private final MemoryStore store = new MemoryStore();
    private final StoredBackups backups = new StoredBackups(store);

    @Test
    void theNewestOfTheNewestEpochComesFirst() throws StoreException {
        backups.plain(OTHER_EPOCH, id(OLD));
        backups.plain(MIDDLE);
        backups.plain(NEW);
        assertThat(list(Optional.empty(), OptionalInt.empty())).containsExactly(NEW, MIDDLE, OLD);
    }

    @Test
    void sinceAndLimitLeaveOutTheOldest() throws StoreException {
        backups.plain(OTHER_EPOCH, id(OLD));
        backups.plain(MIDDLE);
        backups.plain(NEW);
        assertThat(list(Optional.of(id(MIDDLE).time()), OptionalInt.empty())).containsExactly(NEW, MIDDLE);
        assertThat(list(Optional.empty(), OptionalInt.of(1))).containsExactly(NEW);
        assertThat(new ListBackups(store)
                        .run(new ListBackups.Options(
                                Optional.of(PROD), Optional.empty(), Optional.empty(), OptionalInt.of(1)))
                        .leftOut())
                .isEqualTo(2);
    }

    @Test
    void oneEpochMayBeAskedFor() throws StoreException {
        backups.plain(OTHER_EPOCH, id(OLD));
        backups.plain(NEW);
        BackupList list = new ListBackups(store)
                .run(new ListBackups.Options(
                        Optional.empty(),
                        Optional.of(OTHER_EPOCH.etcdClusterId()),
                        Optional.empty(),
                        OptionalInt.empty()));
        assertThat(list.backups())
                .singleElement()
                .satisfies(backup -> assertThat(backup.id()).hasToString(OLD));
    }

    @Test
    void aDescriptionHasManifestAndVerifications() throws StoreException {
        Manifest manifest = backups.encrypted(NEW);
        BackupId id = manifest.id();
        Verification first = verification(id, "2026-11-20T11:00:00Z");
        Verification second = verification(id, "2026-11-20T12:00:00Z");
        backups.put(EPOCH, first.name(), VerificationCodec.encode(first), Instant.EPOCH);
        backups.put(EPOCH, second.name(), VerificationCodec.encode(second), Instant.EPOCH);
        backups.put(EPOCH, verification(id, "2026-11-20T13:00:00Z").name(), new byte[] {'{'}, Instant.EPOCH);

        BackupDescription description = new DescribeBackup(store)
                .run(new BackupQuery(Optional.empty(), Optional.empty(), new Selector.Latest()));

        assertThat(description.manifest()).isEqualTo(manifest);
        assertThat(description.verifications()).containsExactly(second, first);
        assertThat(description.unreadable())
                .singleElement()
                .satisfies(failure -> assertThat(failure.problem()).contains("20261120T130000Z", "ends in the middle"));
    }

    private List<String> list(Optional<Instant> since, OptionalInt limit) throws StoreException {
        return new ListBackups(store)
                .run(new ListBackups.Options(Optional.of(PROD), Optional.empty(), since, limit)).backups().stream()
                        .map(backup -> backup.id().toString())
                        .toList();
    }

    private static Verification verification(BackupId id, String time) {
        return new Verification(
                FormatVersion.CURRENT,
                id,
                VerificationLevel.STORED,
                VerificationResult.SOUND,
                Instant.parse(time),
                new Tool("etcdbr", "0"),
                List.<Finding>of(),
                Optional.empty());
    }
}
