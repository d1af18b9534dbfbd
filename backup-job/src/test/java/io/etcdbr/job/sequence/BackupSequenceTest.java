package io.etcdbr.job.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.config.ContentSettings.VerifyAfter;
import io.etcdbr.error.ExitCode;
import io.etcdbr.format.ClusterName;
import io.etcdbr.format.Compression;
import io.etcdbr.format.Tool;
import io.etcdbr.job.backup.BackupOptions;
import io.etcdbr.job.backup.Phase;
import io.etcdbr.job.backup.ScriptedEtcd;
import io.etcdbr.pipeline.AgeIdentities;
import io.etcdbr.pipeline.Encoding;
import io.etcdbr.progress.Progress;
import io.etcdbr.retention.RetentionPolicy;
import io.etcdbr.retention.Rule;
import io.etcdbr.storage.ObjectKey;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException.Reason;
import io.etcdbr.storage.StoreLocation;
import io.etcdbr.testing.FaultyStore;
import io.etcdbr.testing.HookedStore;
import io.etcdbr.testing.MemoryStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class BackupSequenceTest {
    private static final Instant NOW = Instant.parse("2026-11-20T14:30:05Z");
    private static final RetentionPolicy KEEP_ONE =
            new RetentionPolicy(Map.of(Rule.LAST, 1), Optional.empty(), OptionalLong.empty(), ZoneOffset.UTC);

    private final MemoryStore memory = new MemoryStore();
    private final Map<StoreLocation, Supplier<Store>> stores = new LinkedHashMap<>();

    @Test
    void aVerifiedBackupIsRecordedAsSuchAndOldOnesGo() {
        store("a", memory::reopen);
        run(NOW.minusSeconds(7200), VerifyAfter.NONE, RetentionPolicy.KEEP_ALL);
        run(NOW.minusSeconds(3600), VerifyAfter.NONE, RetentionPolicy.KEEP_ALL);

        BackupSequence.Result result = run(NOW, VerifyAfter.PLAIN, KEEP_ONE);

        assertThat(result.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(result.verifiedAt()).contains(NOW);
        assertThat(result.durations()).containsKeys(Phase.READ, Phase.VERIFY, Phase.PRUNE);
        assertThat(memory.keys())
                .hasSize(3)
                .allMatch(key -> key.contains(result.manifest().id().toString()));
        assertThat(memory.keys()).anyMatch(key -> key.endsWith("-plain-sound.json"));
    }

    @Test
    void withoutRulesNothingIsPruned() {
        store("a", memory::reopen);
        run(NOW.minusSeconds(3600), VerifyAfter.NONE, RetentionPolicy.KEEP_ALL);

        BackupSequence.Result result = run(NOW, VerifyAfter.NONE, RetentionPolicy.KEEP_ALL);

        assertThat(memory.keys()).hasSize(4);
        assertThat(result.durations()).doesNotContainKeys(Phase.VERIFY, Phase.PRUNE);
        assertThat(result.verifiedAt()).isEmpty();
    }

    @Test
    void aStoreThatGivesOtherBytesBackIsNotPrunedAndTheRunEndsAsDamaged() {
        MemoryStore rotten = new MemoryStore();
        store("a", rotten::reopen);
        store("b", memory::reopen);
        run(NOW.minusSeconds(3600), VerifyAfter.NONE, RetentionPolicy.KEEP_ALL);
        stores.clear();
        store("a", () -> {
            rotten.keys().stream()
                    .filter(key -> key.endsWith(".db"))
                    .forEach(key -> rotten.damage(key, bytes -> {
                        bytes[7] ^= 1;
                        return bytes;
                    }));
            return rotten.reopen();
        });
        store("b", memory::reopen);

        BackupSequence.Result result = run(NOW, VerifyAfter.PLAIN, KEEP_ONE);

        assertThat(result.exitCode()).isEqualTo(ExitCode.DAMAGED);
        assertThat(result.failures().getFirst().problem()).contains("came back damaged from ");
        assertThat(result.verifiedAt()).isEmpty();
        assertThat(rotten.keys())
                .filteredOn(key -> key.endsWith(".manifest.json"))
                .hasSize(2);
        assertThat(memory.keys())
                .filteredOn(key -> key.endsWith(".manifest.json"))
                .hasSize(1);
    }

    @Test
    void aDatabaseThatEtcdSentDamagedIsTheSourcesFaultAndNothingIsPruned() {
        store("a", memory::reopen);
        run(NOW.minusSeconds(3600), VerifyAfter.NONE, RetentionPolicy.KEEP_ALL);

        BackupSequence.Result result = run(NOW, VerifyAfter.DEEP, KEEP_ONE);

        assertThat(result.exitCode()).isEqualTo(ExitCode.SOURCE_DAMAGED);
        assertThat(result.failures().getFirst().problem())
                .contains(" as etcd sent it, but the database in it is damaged: ", "not a bbolt file");
        assertThat(result.verifiedAt()).isEmpty();
        assertThat(memory.keys())
                .filteredOn(key -> key.endsWith(".manifest.json"))
                .hasSize(2);
        assertThat(memory.keys()).anyMatch(key -> key.endsWith("-deep-damaged.json"));
    }

    @Test
    void aStoreThatFailsIsNamedAndTheOtherStillPruned() {
        MemoryStore failing = new MemoryStore();
        store("a", () -> new FaultyStore(failing.reopen()).failAlways("create", Reason.NO_SPACE));
        store("b", memory::reopen);
        run(NOW.minusSeconds(3600), VerifyAfter.NONE, RetentionPolicy.KEEP_ALL);

        BackupSequence.Result result = run(NOW, VerifyAfter.NONE, KEEP_ONE);

        assertThat(result.exitCode()).isEqualTo(ExitCode.PARTIAL);
        assertThat(result.failures())
                .singleElement()
                .satisfies(failure -> assertThat(failure.problem())
                        .startsWith("backup " + result.manifest().id() + " is in 1 of 2 stores: "));
        assertThat(memory.keys())
                .filteredOn(key -> key.endsWith(".manifest.json"))
                .hasSize(1);
        assertThat(failing.keys()).isEmpty();
    }

    @Test
    void aPruningThatFailsLeavesTheBackupAndSaysSo() {
        store("a", memory::reopen);
        run(NOW.minusSeconds(3600), VerifyAfter.NONE, RetentionPolicy.KEEP_ALL);
        stores.clear();
        store("a", () -> new FaultyStore(memory.reopen()).failAlways("delete", Reason.REFUSED));

        BackupSequence.Result result = run(NOW, VerifyAfter.NONE, KEEP_ONE);

        assertThat(result.exitCode()).isEqualTo(ExitCode.STORE_REFUSED);
        assertThat(result.failures().getFirst().problem())
                .startsWith("the backup is stored, but old ones in memory:///a were not pruned: ");
        assertThat(memory.keys())
                .filteredOn(key -> key.endsWith(".manifest.json"))
                .hasSize(2);
    }

    @Test
    void aStoreWhoseListingLagsHasTheBackupUnverifiedAndTheOtherIsVerifiedAndPruned() {
        for (Predicate<ObjectKey> shown :
                List.<Predicate<ObjectKey>>of(_ -> false, key -> !key.value().endsWith(".manifest.json"))) {
            MemoryStore lagging = new MemoryStore();
            MemoryStore good = new MemoryStore();
            stores.clear();
            store("b", good::reopen);
            run(NOW.minusSeconds(3600), VerifyAfter.NONE, RetentionPolicy.KEEP_ALL);
            stores.clear();
            store("a", () -> new HookedStore(lagging.reopen()).listing(shown));
            store("b", good::reopen);

            BackupSequence.Result result = run(NOW, VerifyAfter.PLAIN, KEEP_ONE);

            assertThat(result.failures()).singleElement().satisfies(failure -> {
                assertThat(failure.code()).isEqualTo(ExitCode.STORE_UNAVAILABLE);
                assertThat(failure.problem())
                        .isEqualTo("backup " + result.manifest().id()
                                + " is stored in memory:///a but was not verified: the store does not list it yet");
            });
            assertThat(result.verifiedAt()).isEmpty();
            assertThat(good.keys())
                    .allMatch(key -> key.contains(result.manifest().id().toString()))
                    .anyMatch(key -> key.endsWith("-plain-sound.json"));
        }
    }

    @Test
    void aVerificationOrAPruningThatBreaksAsNobodyForesawLeavesTheBackupAndTheOtherStore() {
        for (String call : List.of("read ", "delete ")) {
            MemoryStore breaking = new MemoryStore();
            MemoryStore good = new MemoryStore();
            stores.clear();
            store("a", breaking::reopen);
            store("b", good::reopen);
            run(NOW.minusSeconds(3600), VerifyAfter.NONE, RetentionPolicy.KEEP_ALL);
            stores.clear();
            store(
                    "a",
                    () -> new HookedStore(breaking.reopen()).before(call, () -> {
                        throw new IllegalStateException("broke");
                    }));
            store("b", good::reopen);

            BackupSequence.Result result = run(NOW, VerifyAfter.PLAIN, KEEP_ONE);

            assertThat(result.failures()).singleElement().satisfies(failure -> {
                assertThat(failure.code()).isEqualTo(ExitCode.INTERNAL);
                assertThat(failure.problem()).contains("is stored", "broke");
            });
            assertThat(good.keys())
                    .allMatch(key -> key.contains(result.manifest().id().toString()));
        }
    }

    @Test
    void aBackupWhoseClockIsBehindOutlivesItsOwnPruning() {
        store("a", memory::reopen);
        run(NOW, VerifyAfter.NONE, RetentionPolicy.KEEP_ALL);

        BackupSequence.Result result = run(NOW.minusSeconds(3 * 3600), VerifyAfter.NONE, KEEP_ONE);

        assertThat(result.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(memory.keys())
                .filteredOn(key -> key.endsWith(".manifest.json"))
                .hasSize(2)
                .anyMatch(key -> key.contains(result.manifest().id().toString()));
    }

    private void store(String name, Supplier<Store> store) {
        stores.put(StoreLocation.parse("memory:///" + name), store);
    }

    private BackupSequence.Result run(Instant time, VerifyAfter verify, RetentionPolicy policy) {
        BackupOptions backup = new BackupOptions(
                new ClusterName("prod"),
                new Encoding(Compression.NONE, List.of()),
                List.of(),
                false,
                Optional.empty(),
                Optional.<Duration>empty(),
                new Tool("etcdbr-job", "test"));
        return new BackupSequence(
                        location -> Objects.requireNonNull(stores.get(location)).get(),
                        new BackupSequence.Options(
                                backup,
                                List.copyOf(stores.keySet()),
                                verify,
                                AgeIdentities.none(),
                                Path.of("/tmp"),
                                policy),
                        Clock.fixed(time, ZoneOffset.UTC),
                        Progress.NONE,
                        new Cancellation())
                .run(new ScriptedEtcd());
    }
}
