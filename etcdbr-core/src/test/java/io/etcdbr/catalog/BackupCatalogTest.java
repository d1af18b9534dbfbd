package io.etcdbr.catalog;

import static io.etcdbr.operation.StoredBackups.EPOCH;
import static io.etcdbr.operation.StoredBackups.OTHER_EPOCH;
import static io.etcdbr.operation.StoredBackups.PROD;
import static io.etcdbr.operation.StoredBackups.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.format.BackupId;
import io.etcdbr.format.ClusterName;
import io.etcdbr.format.CompressionAlgorithm;
import io.etcdbr.format.DataKind;
import io.etcdbr.format.Finding;
import io.etcdbr.format.FormatVersion;
import io.etcdbr.format.Health;
import io.etcdbr.format.Manifest;
import io.etcdbr.format.ManifestCodec;
import io.etcdbr.format.ObjectName;
import io.etcdbr.format.Tool;
import io.etcdbr.format.Verification;
import io.etcdbr.format.VerificationLevel;
import io.etcdbr.format.VerificationResult;
import io.etcdbr.operation.StoredBackups;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import io.etcdbr.testing.FaultyStore;
import io.etcdbr.testing.MemoryStore;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BackupCatalogTest {
    private static final BackupId ID = id("20261120T100000Z-r100-00000a");
    private static final Instant TIME = ID.time();

    private final MemoryStore store = new MemoryStore();
    private final StoredBackups backups = new StoredBackups(store);
    private final BackupCatalog catalog = new BackupCatalog(store);

    @Test
    void aListingTellsAllButTheManifest() throws StoreException {
        backups.encrypted(EPOCH, ID);
        backups.put(EPOCH, new ObjectName.Lock(ID, TIME.plusSeconds(9)), new byte[0], TIME);
        backups.put(
                EPOCH, verification(TIME.plusSeconds(5), VerificationResult.SOUND), new byte[3], TIME.plusSeconds(6));
        backups.put(EPOCH, verification(TIME.plusSeconds(2), VerificationResult.DAMAGED), new byte[3], TIME);

        BackupSummary backup = onlyOne();

        assertThat(backup.epoch()).isEqualTo(EPOCH);
        assertThat(backup.id()).isEqualTo(ID);
        assertThat(backup.isComplete()).isTrue();
        assertThat(backup.encrypted()).isTrue();
        assertThat(backup.compression()).isEqualTo(CompressionAlgorithm.ZSTD);
        assertThat(backup.hasFiles()).isTrue();
        assertThat(backup.lockedUntil()).contains(TIME.plusSeconds(9));
        assertThat(backup.health()).isEqualTo(Health.VERIFIED);
        assertThat(backup.newestModification()).isEqualTo(TIME.plusSeconds(6));
        assertThat(backup.storedSize())
                .isEqualTo(store.keys().stream()
                        .mapToLong(key -> store.bytes(key).length)
                        .sum());
    }

    @Test
    void ofTwoVerificationsOfOneSecondTheOneThatFoundDamageCounts() throws StoreException {
        backups.plain(EPOCH, ID);
        backups.put(EPOCH, verification(TIME, VerificationResult.SOUND), new byte[0], TIME);
        backups.put(EPOCH, verification(TIME, VerificationResult.DAMAGED), new byte[0], TIME);
        assertThat(onlyOne().health()).isEqualTo(Health.DAMAGED);
    }

    @Test
    void aBackupWhoseSnapshotIsGoneIsDamaged() throws StoreException {
        store.lose(StoredBackups.snapshotKey(backups.plain(EPOCH, ID)));
        assertThat(onlyOne().health()).isEqualTo(Health.DAMAGED);
        assertThat(onlyOne().lacksSnapshot()).isTrue();
    }

    @Test
    void whatIsNotOursIsCountedAndLeftAlone() throws StoreException {
        backups.plain(EPOCH, ID);
        store.put("prod/README", new byte[1]);
        store.put("prod/00000000000000aa/" + ID + ".snapshot.db.part", new byte[1]);
        store.put("prod-2/00000000000000aa/" + ID + ".manifest.json", new byte[1]);
        CatalogListing listing = catalog.list(Optional.of(PROD));
        assertThat(listing.unrecognised()).isEqualTo(2);
        assertThat(listing.clusters()).containsExactly(PROD);
        assertThat(catalog.list(Optional.empty()).clusters()).containsExactly(PROD, new ClusterName("prod-2"));
    }

    @Test
    void theEpochOfTheNewestCompleteBackupComesFirst() throws StoreException {
        backups.plain(EPOCH, id("20261120T100000Z-r900-00000a"));
        backups.plain(OTHER_EPOCH, id("20261120T110000Z-r5-00000b"));
        backups.incomplete(id("20261120T120000Z-r901-00000c"), TIME);
        assertThat(catalog.list(Optional.of(PROD)).epochs(PROD).stream().map(EpochBackups::epoch))
                .containsExactly(OTHER_EPOCH, EPOCH);
    }

    @Test
    void theManifestIsReadAndMustFitItsKey() throws StoreException {
        Manifest manifest = backups.plain(EPOCH, ID);
        assertThat(catalog.manifest(onlyOne())).isEqualTo(manifest);

        backups.put(OTHER_EPOCH, new ObjectName.Manifest(ID), ManifestCodec.encode(manifest), TIME);
        BackupSummary moved = catalog.list(Optional.of(PROD)).epochs(PROD).stream()
                .filter(epoch -> epoch.epoch().equals(OTHER_EPOCH))
                .flatMap(epoch -> epoch.newestFirst().stream())
                .findFirst()
                .orElseThrow();
        assertThatThrownBy(() -> catalog.manifest(moved))
                .isInstanceOfSatisfying(
                        EtcdbrException.class,
                        e -> assertThat(e.failure().code()).isEqualTo(ExitCode.DAMAGED))
                .hasMessageContaining("its cluster is prod/00000000000000aa; expected prod/00000000000000bb");
    }

    @Test
    void aManifestOfAnotherBackupIsRefused() throws StoreException {
        Manifest other = backups.plain(EPOCH, id("20261119T100000Z-r99-00000b"));
        backups.put(OTHER_EPOCH, new ObjectName.Manifest(ID), ManifestCodec.encode(other), TIME);
        BackupSummary backup =
                catalog.find(Optional.of(PROD), Optional.of(OTHER_EPOCH.etcdClusterId()), new Selector.Latest());
        assertThatThrownBy(() -> catalog.manifest(backup))
                .hasMessageContaining("its id is 20261119T100000Z-r99-00000b");
    }

    @Test
    void aDamagedManifestIsNamedWithItsStore() throws StoreException {
        backups.put(EPOCH, new ObjectName.Manifest(ID), "{".getBytes(StandardCharsets.UTF_8), TIME);
        assertThatThrownBy(() -> catalog.manifest(onlyOne()))
                .hasMessageStartingWith("manifest prod/00000000000000aa/" + ID + ".manifest.json in memory://");
    }

    @Test
    void aBackupIsDeletedFromItsManifestToItsData() throws StoreException {
        backups.encrypted(EPOCH, ID);
        backups.put(EPOCH, new ObjectName.Lock(ID, TIME), new byte[0], TIME);
        backups.put(EPOCH, verification(TIME, VerificationResult.SOUND), new byte[0], TIME);
        FaultyStore journal = new FaultyStore(store);
        new BackupCatalog(journal).delete(onlyOne());
        String prefix = "delete prod/00000000000000aa/" + ID;
        assertThat(journal.journal())
                .containsExactly(
                        prefix + ".manifest.json",
                        prefix + ".verification-20261120T100000Z-plain-sound.json",
                        prefix + ".lock-20261120T100000Z",
                        prefix + ".files.tar.zst.age",
                        prefix + ".keys.idx.zst.age",
                        prefix + ".snapshot.db.zst.age");
        assertThat(store.keys()).isEmpty();
    }

    @Test
    void aDeletionCutAtAnyStepLeavesAWholeBackupOrNone() throws StoreException {
        for (int dying = 1; dying <= 4; dying++) {
            MemoryStore cut = new MemoryStore();
            new StoredBackups(cut).encrypted(EPOCH, ID);
            BackupCatalog healthy = new BackupCatalog(cut);
            BackupSummary before = healthy.find(Optional.empty(), Optional.empty(), new Selector.Latest());
            FaultyStore faulty = new FaultyStore(cut).dieAtCall(dying);
            if (dying <= before.parts().size()) {
                assertThatThrownBy(() -> new BackupCatalog(faulty).delete(before))
                        .isInstanceOf(StoreException.class);
            }
            for (EpochBackups epoch : healthy.list(Optional.empty()).epochs()) {
                for (BackupSummary left : epoch.complete()) {
                    assertThat(left).isEqualTo(before);
                }
            }
            healthy.delete(before);
            assertThat(cut.keys()).isEmpty();
        }
    }

    @Test
    void aVerificationIsRecordedOnceHoweverTheAnswersGetLost() throws StoreException {
        backups.plain(EPOCH, ID);
        Verification verification = sound();
        int calls = 3;
        for (int lost = 1; lost <= calls; lost++) {
            FaultyStore faulty = new FaultyStore(store).loseAnswerOfCall(lost, Reason.UNAVAILABLE);
            try {
                new BackupCatalog(faulty).record(EPOCH, verification);
            } catch (StoreException e) {
                catalog.record(EPOCH, verification);
            }
            assertThat(catalog.verification(onlyOne(), verification.name())).isEqualTo(verification);
            catalog.record(EPOCH, verification);
            store.lose(StoredBackups.key(EPOCH, verification.name()));
        }
    }

    @Test
    void theLostAnswerToTheLastCallIsSuccess() throws StoreException {
        FaultyStore faulty = new FaultyStore(store).loseAnswerOfCall(3, Reason.UNAVAILABLE);
        new BackupCatalog(faulty).record(EPOCH, sound());
        assertThat(faulty.journal()).last().asString().startsWith("read ");
    }

    @Test
    void tenThousandBackupsAreListedAtOnce() throws StoreException {
        for (int i = 0; i < 10_000; i++) {
            BackupId id = new BackupId(TIME.minus(Duration.ofHours(i)), 1_000_000 - i, "00000a");
            for (ObjectName name : List.of(
                    new ObjectName.Data(id, DataKind.SNAPSHOT, CompressionAlgorithm.ZSTD, true),
                    new ObjectName.Manifest(id),
                    new ObjectName.Verification(id, id.time(), VerificationLevel.PLAIN, VerificationResult.SOUND))) {
                store.put(StoredBackups.key(EPOCH, name), new byte[0], TIME);
            }
        }
        // On the processor, for machines with other work.
        ThreadMXBean thread = ManagementFactory.getThreadMXBean();
        long begun = thread.getCurrentThreadCpuTime();
        CatalogListing listing = catalog.list(Optional.of(PROD));
        Duration taken = Duration.ofNanos(thread.getCurrentThreadCpuTime() - begun);
        assertThat(listing.epochs().getFirst().complete()).hasSize(10_000);
        // Far above what it takes, for slow machines: what grows with the square takes minutes.
        assertThat(taken).as("time taken").isLessThan(Duration.ofSeconds(10));
    }

    private BackupSummary onlyOne() throws StoreException {
        return catalog.find(Optional.of(PROD), Optional.empty(), new Selector.Latest());
    }

    private static Verification sound() {
        return new Verification(
                FormatVersion.CURRENT,
                ID,
                VerificationLevel.PLAIN,
                VerificationResult.SOUND,
                TIME,
                new Tool("etcdbr", "0"),
                List.of(new Finding(Finding.Severity.WARNING, "x", "y")),
                Optional.empty());
    }

    private static ObjectName verification(Instant time, VerificationResult result) {
        return new ObjectName.Verification(ID, time, VerificationLevel.PLAIN, result);
    }
}
