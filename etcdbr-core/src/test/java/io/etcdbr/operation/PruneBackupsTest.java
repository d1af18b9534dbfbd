package io.etcdbr.operation;

import static io.etcdbr.operation.StoredBackups.EPOCH;
import static io.etcdbr.operation.StoredBackups.OTHER_EPOCH;
import static io.etcdbr.operation.StoredBackups.PROD;
import static io.etcdbr.operation.StoredBackups.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.catalog.BackupCatalog;
import io.etcdbr.catalog.BackupSummary;
import io.etcdbr.catalog.EpochBackups;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.format.BackupId;
import io.etcdbr.format.ClusterName;
import io.etcdbr.format.CompressionAlgorithm;
import io.etcdbr.format.DataKind;
import io.etcdbr.format.Epoch;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.Manifest;
import io.etcdbr.format.ManifestCodec;
import io.etcdbr.format.ManifestFixture;
import io.etcdbr.format.ObjectName;
import io.etcdbr.operation.PruneStep.Action;
import io.etcdbr.retention.RetentionPolicy;
import io.etcdbr.retention.Rule;
import io.etcdbr.storage.ObjectKey;
import io.etcdbr.storage.ObjectWriter;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import io.etcdbr.storage.WriteOptions;
import io.etcdbr.testing.FaultyStore;
import io.etcdbr.testing.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class PruneBackupsTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final String NEW = "20261120T100000Z-r300-00000a";
    private static final String MIDDLE = "20261119T100000Z-r200-00000b";
    private static final String OLD = "20261118T100000Z-r100-00000c";

    private final MemoryStore store = new MemoryStore(CLOCK);
    private final StoredBackups backups = new StoredBackups(store);

    @Test
    void whatThePolicyDoesNotKeepGoesAndNothingElse() throws StoreException {
        backups.plain(OLD);
        backups.encrypted(MIDDLE);
        Manifest newest = backups.encrypted(NEW);
        store.put("prod/00000000000000aa/notes.txt", new byte[1], Instant.EPOCH);
        store.put("prod-2/00000000000000aa/" + OLD + ".manifest.json", new byte[1], Instant.EPOCH);

        PruneResult result = prune(store, keepLast(1), false);

        assertThat(actions(result)).containsExactly(NEW + " KEPT", MIDDLE + " DELETED", OLD + " DELETED");
        assertThat(store.keys())
                .containsExactlyInAnyOrder(
                        "prod-2/00000000000000aa/" + OLD + ".manifest.json",
                        "prod/00000000000000aa/notes.txt",
                        StoredBackups.snapshotKey(newest),
                        StoredBackups.key(
                                EPOCH, newest.files().orElseThrow().data().object()),
                        StoredBackups.key(EPOCH, newest.keyIndex().orElseThrow().object()),
                        StoredBackups.key(EPOCH, new ObjectName.Manifest(newest.id())));
        assertThat(result.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(result.freed()).isPositive();
    }

    @Test
    void aDryRunDeletesNothingAndSaysTheSame() throws StoreException {
        backups.plain(OLD);
        backups.plain(NEW);
        backups.incomplete(id(MIDDLE), NOW.minus(Duration.ofHours(27)));
        List<String> before = store.keys();
        PruneResult dry = prune(store, keepLast(1), true);
        assertThat(actions(dry)).containsExactly(NEW + " KEPT", MIDDLE + " WOULD_DELETE", OLD + " WOULD_DELETE");
        assertThat(store.keys()).isEqualTo(before);
        PruneResult real = prune(store, keepLast(1), false);
        assertThat(real.freed()).isEqualTo(dry.freed());
        assertThat(real.steps())
                .extracting(PruneStep::reasons)
                .isEqualTo(dry.steps().stream().map(PruneStep::reasons).toList());
    }

    @Test
    void whatCannotBeReadStays() throws StoreException {
        BackupId newer = backups.plain(OLD).id();
        BackupId broken = backups.plain(MIDDLE).id();
        backups.plain(NEW);
        backups.put(
                EPOCH,
                new ObjectName.Manifest(newer),
                "{\"formatVersion\":\"2.0\"}".getBytes(StandardCharsets.UTF_8),
                NOW);
        backups.put(EPOCH, new ObjectName.Manifest(broken), new byte[] {0}, NOW);
        PruneResult result = prune(store, keepLast(1), false);
        assertThat(actions(result)).containsExactly(NEW + " KEPT", MIDDLE + " KEPT", OLD + " KEPT");
        assertThat(result.steps().get(2).reasons())
                .singleElement()
                .satisfies(reason -> assertThat(reason.toString()).contains("unreadable", "made by a newer etcdbr"));
    }

    @Test
    void aLockInTheNameInTheManifestOrInTheStoreHolds() throws Exception {
        backups.plain(NEW);
        BackupId named = id("20261117T100000Z-r90-00000d");
        backups.plain(EPOCH, named);
        backups.put(EPOCH, new ObjectName.Lock(named, NOW.plusSeconds(1)), new byte[0], NOW);
        BackupId inside = id("20261116T100000Z-r80-00000e");
        Manifest plain = backups.plain(EPOCH, inside);
        backups.put(
                EPOCH,
                new ObjectName.Manifest(inside),
                ManifestCodec.encode(ManifestFixture.with(
                        EPOCH,
                        inside,
                        plain.snapshot(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(NOW.plusSeconds(60)))),
                inside.time());
        BackupId enforced = id("20261115T100000Z-r70-00000f");
        Manifest held = backups.plain(EPOCH, enforced);
        String manifestKey = StoredBackups.key(EPOCH, new ObjectName.Manifest(enforced));
        byte[] bytes = store.bytes(manifestKey);
        store.lose(manifestKey);
        try (ObjectWriter writer = store.create(
                new ObjectKey(manifestKey), new WriteOptions(Optional.of(NOW.plusSeconds(60)), OptionalLong.empty()))) {
            writer.write(bytes, 0, bytes.length);
            writer.commit();
        }

        PruneResult result = prune(store, keepLast(1), false);

        assertThat(result.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(result.count(Action.KEPT)).isEqualTo(4);
        assertThat(result.steps().stream().skip(1))
                .allSatisfy(step -> assertThat(step.reasons().getFirst().rule()).isEqualTo("locked"));
        assertThat(store.keys()).contains(StoredBackups.snapshotKey(held));
    }

    @Test
    void whatIsNotAmongThoseThatMayGoStays() throws StoreException {
        backups.plain(OLD);
        backups.plain(MIDDLE);
        backups.plain(NEW);
        PruneResult result = new PruneBackups(store, CLOCK, new Cancellation())
                .run(new PruneBackups.Options(PROD, keepLast(1), false, Optional.of(Set.of(id(OLD)))));
        assertThat(actions(result)).containsExactly(NEW + " KEPT", MIDDLE + " KEPT", OLD + " DELETED");
        assertThat(result.steps().get(1).reasons().getFirst().rule()).isEqualTo("not-among-those-expected");
    }

    @Test
    void whatHasNoManifestGoesAfterADay() throws StoreException {
        Instant newest = backups.plain(NEW).id().time();
        backups.incomplete(id(MIDDLE), newest.minus(Duration.ofHours(24)).minusSeconds(1));
        backups.incomplete(id(OLD), newest.minus(Duration.ofHours(24)).plusSeconds(1));
        PruneResult result = prune(store, RetentionPolicy.KEEP_ALL, false);
        assertThat(actions(result)).containsExactly(NEW + " KEPT", MIDDLE + " DELETED", OLD + " KEPT");
    }

    @Test
    void theNewestOfItsObjectsTellsTheAgeOfWhatIsIncomplete() throws StoreException {
        backups.incomplete(id(OLD), NOW.minus(Duration.ofDays(9)));
        backups.put(
                EPOCH,
                new ObjectName.Data(id(OLD), DataKind.FILES, CompressionAlgorithm.NONE, false),
                new byte[1],
                NOW.minus(Duration.ofHours(1)));
        assertThat(actions(prune(store, RetentionPolicy.KEEP_ALL, false))).containsExactly(OLD + " KEPT");
    }

    @Test
    void whatWasCompletedAfterTheListingIsKept() throws StoreException {
        backups.incomplete(id(OLD), NOW.minus(Duration.ofDays(9)));
        BackupSummary listed = new BackupCatalog(store)
                .list(Optional.of(PROD))
                .epochs()
                .getFirst()
                .newestFirst()
                .getFirst();
        backups.plain(OLD);
        Pruning pruning = new Pruning(new BackupCatalog(store), NOW, NOW, false, Optional.empty(), new Cancellation());
        pruning.cleanUp(listed);
        assertThat(pruning.steps()).extracting(PruneStep::action).containsExactly(Action.KEPT);
    }

    @Test
    void unfinishedObjectsOfDeadWritersAreRemoved() throws StoreException {
        MemoryStore early = store.reopen();
        early.create(new ObjectKey("prod/00000000000000aa/" + OLD + ".snapshot.db"), WriteOptions.PLAIN);
        backups.plain("20261121T130000Z-r400-00000d");
        Clock later = Clock.fixed(NOW.plus(Duration.ofHours(25)), ZoneOffset.UTC);
        PruneResult result = new PruneBackups(store, later, new Cancellation())
                .run(new PruneBackups.Options(PROD, RetentionPolicy.KEEP_ALL, false));
        assertThat(result.leftovers()).hasSize(1);
    }

    @Test
    void aPrunerWhoseClockIsDaysAheadLeavesAWriterAtWorkAlone() throws StoreException {
        Clock ahead = Clock.fixed(NOW.plus(Duration.ofDays(3)), ZoneOffset.UTC);
        for (boolean first : new boolean[] {true, false}) {
            MemoryStore memory = new MemoryStore(CLOCK);
            StoredBackups there = new StoredBackups(memory);
            memory.reopen().create(new ObjectKey("prod/00000000000000aa/" + NEW + ".files.tar"), WriteOptions.PLAIN);
            if (!first) {
                there.plain(OLD);
                there.incomplete(id(NEW), NOW);
            }
            PruneResult result = new PruneBackups(memory, ahead, new Cancellation())
                    .run(new PruneBackups.Options(PROD, RetentionPolicy.KEEP_ALL, false));
            assertThat(result.leftovers()).isEmpty();
            assertThat(result.count(Action.DELETED)).isZero();
        }
    }

    @Test
    void theBackupThatWasJustMadeStaysWhereverItsClockPutIt() throws StoreException {
        backups.plain(OLD);
        backups.plain(MIDDLE);
        backups.plain(NEW);
        PruneResult result = new PruneBackups(store, CLOCK, new Cancellation())
                .run(new PruneBackups.Options(PROD, keepLast(1), false, Optional.empty(), Optional.of(id(OLD))));
        assertThat(actions(result)).containsExactly(NEW + " KEPT", MIDDLE + " DELETED", OLD + " KEPT");
        assertThat(result.steps().getLast().reasons())
                .extracting(Object::toString)
                .containsExactly("just-made");
    }

    @Test
    void epochsAndClustersAreJudgedApart() throws StoreException {
        backups.plain(OTHER_EPOCH, id(OLD));
        backups.plain(NEW);
        backups.plain(new Epoch(new ClusterName("test"), new EtcdClusterId(1)), id(OLD));
        assertThat(prune(store, keepLast(1), false).count(Action.DELETED)).isZero();
        assertThat(store.keys()).hasSize(6);
    }

    @Test
    void aStoreThatFailsMidwayIsReportedWithWhatWasDone() throws StoreException {
        backups.plain(OLD);
        backups.plain(MIDDLE);
        backups.plain(NEW);
        FaultyStore faulty =
                new FaultyStore(store).failNext("delete prod/00000000000000aa/" + MIDDLE, 1, Reason.UNAVAILABLE);
        PruneResult result = prune(faulty, keepLast(1), false);
        assertThat(actions(result)).containsExactly(NEW + " KEPT", MIDDLE + " NOT_DONE", OLD + " DELETED");
        assertThat(result.exitCode()).isEqualTo(ExitCode.STORE_UNAVAILABLE);
        assertThat(result.failure()).isPresent();
    }

    @Test
    void aCrashAtAnyCallLeavesOnlyWholeBackupsAndTheNextPrunerEndsTheWork() throws StoreException {
        FaultyStore counting = new FaultyStore(filled());
        prune(counting, keepLast(1), false);
        for (int call = 1; call <= counting.calls(); call++) {
            MemoryStore crashed = filled();
            try {
                prune(new FaultyStore(crashed).dieAtCall(call), keepLast(1), false);
            } catch (StoreException e) {
                assertThat(call).as("only the listing may throw").isEqualTo(1);
            }
            assertOnlyWholeBackups(crashed);
            Clock nextWeek = Clock.fixed(NOW.plus(Duration.ofDays(7)), ZoneOffset.UTC);
            new PruneBackups(crashed.reopen(), nextWeek, new Cancellation())
                    .run(new PruneBackups.Options(PROD, keepLast(1), false));
            assertThat(crashed.keys()).hasSize(4).allMatch(key -> key.contains(NEW));
        }
    }

    @Test
    void everyLostAnswerIsSurvived() throws StoreException {
        FaultyStore counting = new FaultyStore(filled());
        prune(counting, keepLast(1), false);
        for (int call = 2; call <= counting.calls(); call++) {
            MemoryStore shaky = filled();
            prune(new FaultyStore(shaky).loseAnswerOfCall(call, Reason.UNAVAILABLE), keepLast(1), false);
            assertOnlyWholeBackups(shaky);
            assertThat(shaky.keys()).anyMatch(key -> key.contains(NEW + ".manifest.json"));
        }
    }

    @Test
    void severalPrunersAtOnceDoNoHarm() throws Exception {
        for (int round = 0; round < 20; round++) {
            MemoryStore shared = filled();
            try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Callable<PruneResult>> pruners = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    MemoryStore handle = shared.reopen();
                    pruners.add(() -> prune(handle, keepLast(1), false));
                }
                for (Future<PruneResult> result : pool.invokeAll(pruners)) {
                    assertThat(result.get().exitCode()).isEqualTo(ExitCode.OK);
                }
            }
            assertThat(shared.keys()).hasSize(4).allMatch(key -> key.contains(NEW));
        }
    }

    @Test
    void aCancelledPrunerStopsAndSaysWhatIsLeft() throws StoreException {
        backups.plain(OLD);
        backups.plain(NEW);
        Cancellation cancellation = new Cancellation();
        Failure why = new Failure(ExitCode.TERMINATED, "stopped by SIGTERM", "");
        cancellation.cancel(why);
        PruneResult result =
                new PruneBackups(store, CLOCK, cancellation).run(new PruneBackups.Options(PROD, keepLast(1), false));
        assertThat(actions(result)).containsExactly(NEW + " KEPT", OLD + " NOT_DONE");
        assertThat(result.failure()).contains(why);
    }

    private static MemoryStore filled() {
        MemoryStore filled = new MemoryStore(CLOCK);
        StoredBackups into = new StoredBackups(filled);
        into.encrypted(OLD);
        into.plain(MIDDLE);
        into.encrypted(NEW);
        into.incomplete(id("20261101T100000Z-r50-000000"), NOW.minus(Duration.ofDays(19)));
        return filled;
    }

    private static void assertOnlyWholeBackups(MemoryStore store) throws StoreException {
        BackupCatalog catalog = new BackupCatalog(store.reopen());
        for (EpochBackups epoch : catalog.list(Optional.of(PROD)).epochs()) {
            for (BackupSummary backup : epoch.complete()) {
                assertThat(catalog.manifest(backup).dataObjects())
                        .allSatisfy(data ->
                                assertThat(store.keys()).contains(StoredBackups.key(backup.epoch(), data.object())));
            }
        }
    }

    private static PruneResult prune(Store from, RetentionPolicy policy, boolean dryRun) throws StoreException {
        return new PruneBackups(from, CLOCK, new Cancellation()).run(new PruneBackups.Options(PROD, policy, dryRun));
    }

    private static RetentionPolicy keepLast(int count) {
        return new RetentionPolicy(Map.of(Rule.LAST, count), Optional.empty(), OptionalLong.empty(), ZoneOffset.UTC);
    }

    private static List<String> actions(PruneResult result) {
        return result.steps().stream()
                .map(step -> step.backup().id() + " " + step.action())
                .toList();
    }
}
