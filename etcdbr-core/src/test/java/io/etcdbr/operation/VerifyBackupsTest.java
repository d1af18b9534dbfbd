package io.etcdbr.operation;

import static io.etcdbr.operation.StoredBackups.EPOCH;
import static io.etcdbr.operation.StoredBackups.FOREIGN_IDENTITY;
import static io.etcdbr.operation.StoredBackups.IDENTITY;
import static io.etcdbr.operation.StoredBackups.PROD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.catalog.BackupCatalog;
import io.etcdbr.catalog.BackupSummary;
import io.etcdbr.catalog.Selector;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.format.ClusterName;
import io.etcdbr.format.DataKind;
import io.etcdbr.format.Finding;
import io.etcdbr.format.Health;
import io.etcdbr.format.Manifest;
import io.etcdbr.format.ObjectName;
import io.etcdbr.format.Tool;
import io.etcdbr.format.Verification;
import io.etcdbr.format.VerificationLevel;
import io.etcdbr.format.VerificationResult;
import io.etcdbr.operation.VerifyBackups.Target;
import io.etcdbr.pipeline.AgeIdentities;
import io.etcdbr.progress.Progress;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import io.etcdbr.testing.FaultyStore;
import io.etcdbr.testing.HookedStore;
import io.etcdbr.testing.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class VerifyBackupsTest {
    private static final String OLD = "20261119T100000Z-r100-00000a";
    private static final String NEW = "20261120T100000Z-r200-00000b";
    private static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");

    private final MemoryStore store = new MemoryStore();
    private final StoredBackups backups = new StoredBackups(store);
    private final Cancellation cancellation = new Cancellation();

    @Test
    void anEncryptedBackupIsProvenToItsPlainBytesWithItsIdentity() throws StoreException {
        backups.encrypted(NEW);
        Verification verification = checked(verify(store, latest(), VerifyDepth.BEST, IDENTITY));
        assertThat(verification.result()).isEqualTo(VerificationResult.SOUND);
        assertThat(verification.level()).isEqualTo(VerificationLevel.PLAIN);
        assertThat(verification.findings()).isEmpty();
        assertThat(latestSummary().verification()).contains(verification.name());
        assertThat(latestSummary().health()).isEqualTo(Health.VERIFIED);
    }

    @Test
    void withoutIdentityTheStoredBytesAreProven() throws StoreException {
        backups.encrypted(NEW);
        Verification verification = checked(verify(store, latest(), VerifyDepth.BEST, AgeIdentities.none()));
        assertThat(verification.result()).isEqualTo(VerificationResult.SOUND);
        assertThat(verification.level()).isEqualTo(VerificationLevel.STORED);
    }

    @Test
    void whatIsNotEncryptedNeedsNoIdentity() throws StoreException {
        backups.plain(NEW);
        assertThat(checked(verify(store, latest(), VerifyDepth.BEST, AgeIdentities.none()))
                        .level())
                .isEqualTo(VerificationLevel.PLAIN);
    }

    @Test
    void anIdentityThatOpensNothingIsAFailureUnlessStoredBytesAreAskedFor() throws StoreException {
        backups.encrypted(NEW);
        for (VerifyDepth depth : VerifyDepth.values()) {
            VerifyResult result = verify(store, latest(), depth, FOREIGN_IDENTITY);
            assertThat(result.exitCode())
                    .as(depth.name())
                    .isEqualTo(depth == VerifyDepth.STORED ? ExitCode.OK : ExitCode.IDENTITY);
        }
    }

    @Test
    void wherePlainBytesAreAskedForAMissingOrWrongIdentityIsAFailureAndNothingIsWrittenDown() throws StoreException {
        backups.encrypted(NEW);
        for (VerifyDepth depth : new VerifyDepth[] {VerifyDepth.PLAIN, VerifyDepth.DEEP}) {
            for (AgeIdentities wrong : new AgeIdentities[] {AgeIdentities.none(), FOREIGN_IDENTITY}) {
                VerifyResult result = verify(store, latest(), depth, wrong);
                assertThat(result.exitCode()).isEqualTo(ExitCode.IDENTITY);
                assertThat(latestSummary().health()).isEqualTo(Health.UNVERIFIED);
            }
        }
    }

    @Test
    void damageIsFoundEvenWithAnIdentityThatOpensNothing() throws StoreException {
        Manifest manifest = backups.encrypted(NEW);
        store.damage(StoredBackups.snapshotKey(manifest), bytes -> {
            bytes[bytes.length - 1] ^= 1;
            return bytes;
        });
        Verification verification = checked(verify(store, latest(), VerifyDepth.BEST, FOREIGN_IDENTITY));
        assertThat(verification.result()).isEqualTo(VerificationResult.DAMAGED);
        assertThat(verification.level()).isEqualTo(VerificationLevel.STORED);
        assertThat(verification.findings())
                .extracting(Finding::severity)
                .contains(Finding.Severity.ERROR, Finding.Severity.WARNING);
    }

    @Test
    void anyFlippedBitOfAnyDataObjectIsFoundAtAnyDepth() throws StoreException {
        Manifest manifest = backups.encrypted(NEW);
        Random random = new Random(7);
        for (ObjectName.Data data : new ObjectName.Data[] {
            manifest.snapshot().object(), manifest.files().orElseThrow().data().object()
        }) {
            String key = StoredBackups.key(EPOCH, data);
            byte[] sound = store.bytes(key);
            for (int i = 0; i < 30; i++) {
                int place = i == 0 ? 0 : i == 1 ? sound.length - 1 : random.nextInt(sound.length);
                store.damage(key, bytes -> {
                    bytes[place] ^= (byte) (1 << random.nextInt(8));
                    return bytes;
                });
                for (VerifyDepth depth : VerifyDepth.values()) {
                    VerifyResult result = verify(store, latest(), depth, IDENTITY);
                    assertThat(result.exitCode())
                            .as("byte %d of %s, %s", place, data, depth)
                            .isEqualTo(ExitCode.DAMAGED);
                }
                store.put(key, sound);
            }
        }
    }

    @Test
    void aCutALongerAndAMissingObjectAreFound() throws StoreException {
        Manifest manifest = backups.encrypted(NEW);
        String key = StoredBackups.snapshotKey(manifest);
        byte[] sound = store.bytes(key);
        for (int length : new int[] {0, 1, sound.length / 2, sound.length - 1, sound.length + 1}) {
            store.put(key, Arrays.copyOf(sound, length));
            assertThat(verify(store, latest(), VerifyDepth.BEST, IDENTITY).exitCode())
                    .isEqualTo(ExitCode.DAMAGED);
            assertThat(verify(store, latest(), VerifyDepth.STORED, IDENTITY).exitCode())
                    .isEqualTo(ExitCode.DAMAGED);
        }
        store.lose(key);
        Verification verification = checked(verify(store, latest(), VerifyDepth.BEST, IDENTITY));
        assertThat(verification.findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).isEqualTo("it is not in the store"));
        assertThat(latestSummary().health()).isEqualTo(Health.DAMAGED);
    }

    @Test
    void anUnreadableManifestIsDamageAndANewerOneIsNot() throws StoreException {
        Manifest manifest = backups.plain(NEW);
        ObjectName name = new ObjectName.Manifest(manifest.id());
        backups.put(EPOCH, name, "{}".getBytes(StandardCharsets.UTF_8), NOW);
        assertThat(verify(store, latest(), VerifyDepth.BEST, IDENTITY).exitCode())
                .isEqualTo(ExitCode.DAMAGED);
        backups.put(EPOCH, name, "{\"formatVersion\":\"2.0\"}".getBytes(StandardCharsets.UTF_8), NOW);
        assertThat(verify(store, latest(), VerifyDepth.BEST, IDENTITY).exitCode())
                .isEqualTo(ExitCode.REFUSED);
    }

    @Test
    void allAreLookedAtEvenIfTheFirstIsDamaged() throws StoreException {
        backups.plain(OLD);
        Manifest broken = backups.plain(NEW);
        store.damage(StoredBackups.snapshotKey(broken), bytes -> Arrays.copyOf(bytes, 10));
        VerifyResult result = verify(store, new Target.All(Optional.empty()), VerifyDepth.BEST, IDENTITY);
        assertThat(result.exitCode()).isEqualTo(ExitCode.DAMAGED);
        assertThat(result.damaged()).isEqualTo(1);
        assertThat(result.outcomes())
                .extracting(outcome -> outcome.backup().id().toString())
                .containsExactly(NEW, OLD);
    }

    @Test
    void thoseVerifiedSinceThenMayBePassedOver() throws StoreException {
        backups.plain(OLD);
        verify(store, latest(), VerifyDepth.BEST, IDENTITY);
        backups.plain(NEW);
        Target target = new Target.All(Optional.of(NOW));
        VerifyResult result = verify(store, target, VerifyDepth.BEST, IDENTITY);
        assertThat(result.outcomes())
                .extracting(outcome -> outcome.backup().id().toString())
                .containsExactly(NEW);
    }

    @Test
    void aLookLessDeepThanIsAskedForDoesNotCount() throws StoreException {
        backups.encrypted(NEW);
        Target target = new Target.All(Optional.of(NOW));
        backups.looked(NEW, NOW, VerificationLevel.STORED, VerificationResult.SOUND);
        VerifyResult stored = verify(store, target, VerifyDepth.BEST, AgeIdentities.none());
        assertThat(stored.outcomes()).isEmpty();
        assertThat(stored.notDue()).isEqualTo(1);
        assertThat(verify(store, target, VerifyDepth.BEST, IDENTITY).outcomes()).hasSize(1);
        assertThat(verify(store, target, VerifyDepth.PLAIN, IDENTITY).notDue()).isEqualTo(1);
        assertThat(verify(store, target, VerifyDepth.DEEP, IDENTITY).outcomes()).hasSize(1);
    }

    @Test
    void toVerifyAllWhereThereIsNoneIsAMistake() {
        backups.incomplete(StoredBackups.id(NEW), NOW);
        Target all = new Target.All(Optional.empty());
        assertThatThrownBy(() -> verify(store, all, VerifyDepth.BEST, IDENTITY))
                .isInstanceOfSatisfying(
                        EtcdbrException.class,
                        e -> assertThat(e.failure().code()).isEqualTo(ExitCode.NOT_FOUND))
                .hasMessageContaining("there is no complete backup of cluster 'prod' in memory://");
        for (Optional<ClusterName> cluster :
                List.of(Optional.<ClusterName>empty(), Optional.of(new ClusterName("prdo")))) {
            VerifyBackups.Options options = new VerifyBackups.Options(
                    cluster, Optional.empty(), all, VerifyDepth.BEST, IDENTITY, Path.of("/tmp"), true);
            VerifyBackups verify =
                    new VerifyBackups(store, new Tool("etcdbr", "0"), Clock.systemUTC(), Progress.NONE, cancellation);
            assertThatThrownBy(() -> verify.run(options))
                    .isInstanceOfSatisfying(
                            EtcdbrException.class,
                            e -> assertThat(e.failure().code()).isEqualTo(ExitCode.NOT_FOUND));
        }
    }

    @Test
    void theLatestIsVerifiedAlsoIfItIsKnownToBeDamaged() throws StoreException {
        backups.plain(OLD);
        backups.plain(NEW);
        backups.looked(NEW, NOW.minusSeconds(5), VerificationLevel.STORED, VerificationResult.DAMAGED);
        assertThat(verify(store, latest(), VerifyDepth.BEST, IDENTITY).outcomes())
                .extracting(outcome -> outcome.backup().id().toString())
                .containsExactly(NEW);
    }

    @Test
    void aStoreThatFailsSaysNothingAboutTheBackup() throws StoreException {
        backups.encrypted(NEW);
        backups.encrypted(OLD);
        long size = store.bytes(store.keys().getFirst()).length;
        for (long cut : new long[] {0, 1, size / 2}) {
            FaultyStore faulty = new FaultyStore(store).failAfterBytesRead(4000 + cut, Reason.UNAVAILABLE);
            VerifyResult result = verify(faulty, new Target.All(Optional.empty()), VerifyDepth.BEST, IDENTITY);
            assertThat(result.exitCode()).isEqualTo(ExitCode.STORE_UNAVAILABLE);
            assertThat(result.damaged()).isZero();
        }
        assertThat(latestSummary().health()).isNotEqualTo(Health.DAMAGED);
    }

    @Test
    void everyCallThatFailsIsReportedAndNeverTakenForDamage() throws StoreException {
        backups.encrypted(NEW);
        FaultyStore counting = new FaultyStore(store);
        verify(counting, latest(), VerifyDepth.BEST, IDENTITY);
        for (int call = 2; call <= counting.calls(); call++) {
            for (Reason reason : new Reason[] {Reason.UNAVAILABLE, Reason.REFUSED, Reason.NO_SPACE}) {
                MemoryStore fresh = new MemoryStore();
                new StoredBackups(fresh).encrypted(NEW);
                FaultyStore faulty = new FaultyStore(fresh).failAtCall(call, reason);
                VerifyResult result = verify(faulty, latest(), VerifyDepth.BEST, IDENTITY);
                assertThat(result.damaged()).isZero();
                assertThat(result.exitCode())
                        .as(counting.journal().get(call - 1))
                        .isEqualTo(FaultyStore.failure(reason).get().failure().code());
            }
        }
    }

    @Test
    void aStoreThatStopsAnsweringEndsTheWork() throws StoreException {
        backups.plain(OLD);
        backups.plain(NEW);
        FaultyStore faulty = new FaultyStore(store).failAlways("read ", Reason.UNAVAILABLE);
        VerifyResult result = verify(faulty, new Target.All(Optional.empty()), VerifyDepth.BEST, IDENTITY);
        assertThat(result.outcomes()).hasSize(1);
        assertThat(result.notReached()).isEqualTo(1);
    }

    @Test
    void aCancellationInTheMiddleIsNeverTakenForDamage() {
        backups.encrypted(NEW);
        Failure why = new Failure(ExitCode.TERMINATED, "stopped by SIGTERM", "");
        AtomicLong seen = new AtomicLong();
        Progress cancelling = (what, total) -> new Progress.Task() {
            @Override
            public void advance(long bytes) {
                if (seen.addAndGet(bytes) > 0) {
                    cancellation.cancel(why);
                }
            }

            @Override
            public void close() {}
        };
        VerifyBackups verify =
                new VerifyBackups(store, new Tool("etcdbr", "0"), Clock.systemUTC(), cancelling, cancellation);
        assertThatThrownBy(() -> verify.run(options(latest(), VerifyDepth.BEST, IDENTITY)))
                .isInstanceOfSatisfying(
                        EtcdbrException.class, e -> assertThat(e.failure()).isEqualTo(why));
        assertThat(store.keys()).noneMatch(key -> key.contains("verification"));
    }

    @Test
    void aBackupThatIsDeletedMeanwhileIsNeitherDamagedNorAFailureNorRecorded() throws StoreException {
        Manifest old = backups.encrypted(OLD);
        backups.encrypted(NEW);
        // The listing is there, then a pruning removes OLD: its manifest before or after that was read, then its data.
        Store pruned =
                new HookedStore(store.reopen()).before("read " + StoredBackups.snapshotKey(old), () -> lose(OLD));
        VerifyResult result = verify(pruned, new Target.All(Optional.empty()), VerifyDepth.BEST, IDENTITY);
        assertThat(result.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(result.notReached()).isZero();
        assertThat(checked(result).id().toString()).isEqualTo(NEW);
        assertThat(store.keys()).noneMatch(key -> key.contains(OLD));

        backups.encrypted(OLD);
        String manifest = StoredBackups.key(EPOCH, new ObjectName.Manifest(old.id()));
        Store prunedEarlier = new HookedStore(store.reopen()).before("read " + manifest, () -> lose(OLD));
        assertThat(verify(prunedEarlier, new Target.All(Optional.empty()), VerifyDepth.BEST, IDENTITY)
                        .exitCode())
                .isEqualTo(ExitCode.OK);
    }

    @Test
    void theOneBackupThatWasAskedForIsNotFoundIfItIsDeletedMeanwhile() throws StoreException {
        Manifest manifest = backups.encrypted(NEW);
        Store pruned =
                new HookedStore(store.reopen()).before("read " + StoredBackups.snapshotKey(manifest), () -> lose(NEW));
        assertThat(verify(pruned, latest(), VerifyDepth.BEST, IDENTITY).exitCode())
                .isEqualTo(ExitCode.NOT_FOUND);
        assertThat(store.keys()).isEmpty();
    }

    private void lose(String id) {
        store.keys().stream().filter(key -> key.contains(id)).forEach(store::lose);
    }

    @Test
    void progressSeesEveryStoredByte() throws StoreException {
        Manifest manifest = backups.encrypted(NEW);
        AtomicLong seen = new AtomicLong();
        Progress counting = (what, total) -> new Progress.Task() {
            @Override
            public void advance(long bytes) {
                seen.addAndGet(bytes);
            }

            @Override
            public void close() {}
        };
        new VerifyBackups(store, new Tool("etcdbr", "0"), Clock.systemUTC(), counting, cancellation)
                .run(options(latest(), VerifyDepth.BEST, IDENTITY));
        assertThat(seen)
                .hasValue(manifest.dataObjects().stream()
                        .mapToLong(data -> data.storedSize())
                        .sum());
        assertThat(manifest.dataObjects())
                .extracting(data -> data.object().kind())
                .containsExactly(DataKind.values());
    }

    private VerifyResult verify(Store from, Target target, VerifyDepth depth, AgeIdentities identities)
            throws StoreException {
        return new VerifyBackups(
                        from, new Tool("etcdbr", "0"), Clock.fixed(NOW, ZoneOffset.UTC), Progress.NONE, cancellation)
                .run(options(target, depth, identities));
    }

    private static VerifyBackups.Options options(Target target, VerifyDepth depth, AgeIdentities identities) {
        return new VerifyBackups.Options(
                Optional.of(PROD), Optional.empty(), target, depth, identities, Path.of("/tmp"), true);
    }

    private static Target latest() {
        return new Target.One(new Selector.Latest());
    }

    private static Verification checked(VerifyResult result) {
        assertThat(result.outcomes()).singleElement().isInstanceOf(VerifyOutcome.Checked.class);
        return ((VerifyOutcome.Checked) result.outcomes().getFirst()).verification();
    }

    private BackupSummary latestSummary() throws StoreException {
        return new BackupCatalog(store).find(Optional.of(PROD), Optional.empty(), new Selector.Latest());
    }
}
