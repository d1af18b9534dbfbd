package io.etcdbr.job.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.format.ClusterName;
import io.etcdbr.format.Compression;
import io.etcdbr.format.DataObject;
import io.etcdbr.format.Manifest;
import io.etcdbr.format.ManifestCodec;
import io.etcdbr.format.Tool;
import io.etcdbr.pipeline.AgeIdentities;
import io.etcdbr.pipeline.AgeRecipient;
import io.etcdbr.pipeline.Decoder;
import io.etcdbr.pipeline.Encoding;
import io.etcdbr.pipeline.FilesDigest;
import io.etcdbr.pipeline.SnapshotDigest;
import io.etcdbr.progress.Progress;
import io.etcdbr.storage.ObjectKey;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException.Reason;
import io.etcdbr.storage.StoreLocation;
import io.etcdbr.testing.FaultyStore;
import io.etcdbr.testing.HookedStore;
import io.etcdbr.testing.MemoryStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class BackupRunTest {
    // Made for tests with age-keygen; they open nothing else.
    private static final String SECRET = "AGE-SECRET-KEY-1YWYVTN5XQR96UG5JT4AWLJ5EHEAZJPMSJ7LUX4GRJXK6EYF6PJ8SUXDDEV";
    private static final String PUBLIC = "age1ealsmm9r3cgtk8f92md774a3fxy0pd7eaqrmwd9qkhdfc204t43swm9ck9";
    private static final Instant NOW = Instant.parse("2026-11-20T14:30:05.250Z");
    private static final Encoding ENCRYPTED =
            new Encoding(Compression.zstd(3, 4096), List.of(new AgeRecipient(PUBLIC)));
    private static final Encoding PLAIN = new Encoding(Compression.NONE, List.of());

    private static final Runnable BREAK = () -> {
        throw new IllegalStateException("broke");
    };

    private final ScriptedEtcd etcd = new ScriptedEtcd();
    private final MemoryStore store = new MemoryStore();
    private final MemoryStore other = new MemoryStore();
    private final Cancellation cancellation = new Cancellation();

    @TempDir
    private Path folder;

    private BackupOptions options = options(ENCRYPTED);

    @Test
    void everyStoreHasTheBackupAndItsManifestTellsAll() throws Exception {
        BackupResult result = run(store.reopen(), other.reopen());
        assertThat(result.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(store.keys()).isEqualTo(other.keys()).hasSize(2);
        Manifest manifest = readable(store);
        assertThat(manifest).isEqualTo(readable(other)).isEqualTo(result.manifest());
        assertThat(manifest.id().toString()).startsWith("20261120T143005Z-r4711-");
        assertThat(manifest.source().memberName()).isEqualTo("cp2");
        assertThat(manifest.revision()).isEqualTo(4711);
        assertThat(manifest.revisionAtMost()).isEqualTo(4716);
        assertThat(manifest.members()).hasSize(3);
        assertThat(manifest.encryption().orElseThrow().recipients())
                .containsExactly(new AgeRecipient(PUBLIC).fingerprint());
        assertThat(result.durations()).containsKeys(Phase.LOOK, Phase.READ, Phase.COMMIT);
    }

    @Test
    void aFollowerIsReadAndTheNextOneIfItBreaksOffAtAnyByte() throws Exception {
        Random random = new Random(1);
        for (int i = 0; i < 20; i++) {
            MemoryStore fresh = new MemoryStore();
            ScriptedEtcd breaking = new ScriptedEtcd().breakOff(2, random.nextInt(etcd.snapshot.length + 1));
            BackupResult result = run(breaking, fresh.reopen());
            assertThat(breaking.opened).containsExactly(2L, 3L);
            assertThat(result.manifest().source().memberName()).isEqualTo("cp3");
            assertThat(fresh.keys()).hasSize(2);
            readable(fresh);
        }
    }

    @Test
    void aStoreIsStillThereForTheNextMemberWhenTheFirstBreaksOffInTheMiddleOfAWrite() throws Exception {
        CountDownLatch aborted = new CountDownLatch(1);
        breakOffInTheFirstWrite(
                new HookedStore(store.reopen()).before("abort ", aborted::countDown),
                () -> waitThroughInterruptsFor(aborted));
        readable(store);
    }

    @Test
    void aStoreWhoseWriteIsInterruptedWhenTheMemberBreaksOffIsStillThereForTheNext() throws Exception {
        breakOffInTheFirstWrite(new HookedStore(store.reopen()), () -> sleep(60_000));
        readable(store);
    }

    private void breakOffInTheFirstWrite(HookedStore target, Runnable during) {
        options = options(PLAIN);
        ScriptedEtcd breaking = new ScriptedEtcd(new byte[3 << 20]).breakOff(2, 3 << 19);
        CountDownLatch writing = new CountDownLatch(1);
        breaking.beforeBreakingOff = () -> waitThroughInterruptsFor(writing);
        run(breaking, target.before("write ", () -> {
            if (writing.getCount() > 0) {
                writing.countDown();
                during.run();
            }
        }));
        assertThat(breaking.opened).containsExactly(2L, 3L);
    }

    private static void waitThroughInterruptsFor(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                // The next look at the latch says whether it is time.
            }
        }
    }

    @Test
    void aSpoolHasNothingOfAMemberThatBrokeOff() throws Exception {
        options = new BackupOptions(
                options.cluster(), PLAIN, List.of(), false, Optional.of(folder), Optional.empty(), options.tool());
        Random random = new Random(2);
        for (int i = 0; i < 20; i++) {
            MemoryStore fresh = new MemoryStore();
            run(new ScriptedEtcd(new byte[4 << 20]).breakOff(2, (1 << 20) + random.nextInt(3 << 20)), fresh.reopen());
            readable(fresh);
        }
    }

    @Test
    void whenEveryMemberBreaksOffNothingIsLeftInTheStore() {
        etcd.breakOff(1, 100).breakOff(2, 70_000).breakOff(3, 0);
        EtcdbrException failed = failure(etcd, store.reopen());
        assertThat(failed.failure()).isEqualTo(ScriptedEtcd.BROKE_OFF);
        assertThat(etcd.opened).containsExactly(2L, 3L, 1L);
        assertThat(store.keys()).isEmpty();
    }

    @Test
    void aSnapshotWhoseDigestDoesNotFitIsNeverCommitted() {
        etcd.snapshot[1234] ^= 1;
        EtcdbrException failed = failure(etcd, store.reopen());
        assertThat(failed.failure().code()).isEqualTo(ExitCode.SOURCE_DAMAGED);
        assertThat(failed).hasMessageContaining("do not have the SHA-256 that etcd put at its end");
        assertThat(store.keys()).isEmpty();
    }

    @Test
    void aCorruptMemberIsNotReadAndACorruptClusterIsRefused() {
        etcd.alarm(2, "CORRUPT");
        run(store.reopen());
        assertThat(etcd.opened).containsExactly(3L);
        etcd.alarm(1, "CORRUPT").alarm(3, "CORRUPT");
        assertThat(failure(etcd, other.reopen()).failure().code()).isEqualTo(ExitCode.SOURCE_DAMAGED);
        assertThat(other.keys()).isEmpty();
    }

    @Test
    void aStoreThatFailsAtAnyCallTakesNoOtherStoreWithIt() throws Exception {
        FaultyStore counting = new FaultyStore(new MemoryStore());
        run(counting, new MemoryStore());
        for (int call = 1; call <= counting.calls(); call++) {
            MemoryStore memory = new MemoryStore();
            MemoryStore good = new MemoryStore();
            BackupResult result =
                    run(new FaultyStore(memory.reopen()).failAtCall(call, Reason.NO_SPACE), good.reopen());
            readable(good);
            if (result.exitCode() == ExitCode.PARTIAL) {
                assertThat(result.failures().getFirst().code()).isEqualTo(ExitCode.NO_SPACE);
                assertThat(memory.keys()).as("call " + call).noneMatch(key -> key.endsWith(".manifest.json"));
            } else {
                readable(memory);
            }
        }
    }

    @Test
    void whenTheOnlyStoreFailsAtAnyCallItsFailureIsTheResult() throws Exception {
        FaultyStore counting = new FaultyStore(new MemoryStore());
        run(counting);
        int failed = 0;
        for (int call = 1; call <= counting.calls(); call++) {
            MemoryStore memory = new MemoryStore();
            try {
                run(new FaultyStore(memory.reopen()).failAtCall(call, Reason.REFUSED));
                readable(memory);
            } catch (EtcdbrException e) {
                failed++;
                assertThat(e.failure().code()).isEqualTo(ExitCode.STORE_REFUSED);
                assertThat(memory.keys()).noneMatch(key -> key.endsWith(".manifest.json"));
            }
        }
        assertThat(failed).isGreaterThan(4);
    }

    @Test
    void aLostAnswerNeverHidesABackupThatIsThere() throws Exception {
        FaultyStore counting = new FaultyStore(new MemoryStore());
        run(counting);
        for (int call = 1; call <= counting.calls(); call++) {
            MemoryStore memory = new MemoryStore();
            try {
                run(new FaultyStore(memory.reopen()).loseAnswerOfCall(call, Reason.UNAVAILABLE));
                readable(memory);
            } catch (EtcdbrException e) {
                assertThat(e.failure().code()).isEqualTo(ExitCode.STORE_UNAVAILABLE);
                assertThat(memory.keys()).as("call " + call).noneMatch(key -> key.endsWith(".manifest.json"));
            }
        }
    }

    @Test
    void killedAtAnyCallNoListedBackupIsUnreadable() throws Exception {
        options = withLockAndFiles();
        FaultyStore counting = new FaultyStore(new MemoryStore());
        run(counting);
        for (int call = 1; call <= counting.calls() + 1; call++) {
            MemoryStore memory = new MemoryStore();
            try {
                run(new FaultyStore(memory.reopen()).dieAtCall(call));
            } catch (EtcdbrException e) {
                assertThat(call).isLessThanOrEqualTo(counting.calls());
            }
            if (memory.keys().stream().anyMatch(key -> key.endsWith(".manifest.json"))) {
                readable(memory);
            }
        }
    }

    @Test
    void aCancelledBackupStopsSoonAndLeavesNothing() throws Exception {
        etcd.hang(2, 100_000);
        Failure terminated = new Failure(ExitCode.TERMINATED, "stopped by SIGTERM", "");
        Thread.ofVirtual().start(() -> {
            await(etcd.hanging);
            cancellation.cancel(terminated);
        });
        long start = System.nanoTime();
        assertThat(failure(etcd, store.reopen()).failure()).isEqualTo(terminated);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMinutes(1));
        assertThat(store.keys()).isEmpty();
        assertThat(etcd.opened).containsExactly(2L);
    }

    @Test
    void aBackupCancelledBetweenItsLastByteAndTheCommitGetsNoManifest() {
        Failure terminated = new Failure(ExitCode.TERMINATED, "stopped by SIGTERM", "");
        etcd.whenAskedForTheRevision = () -> {
            sleep(300);
            cancellation.cancel(terminated);
            sleep(200);
        };
        assertThat(failure(etcd, store.reopen()).failure()).isEqualTo(terminated);
        assertThat(store.keys()).isEmpty();
    }

    @Test
    void aBackupCancelledWhileItsStoreIsOpenedDoesNotWaitForIt() {
        Failure terminated = new Failure(ExitCode.TERMINATED, "stopped by SIGTERM", "");
        CountDownLatch opening = new CountDownLatch(1);
        Thread.ofVirtual().start(() -> {
            await(opening);
            cancellation.cancel(terminated);
        });
        BackupRun hanging = new BackupRun(
                etcd,
                List.of(StoreLocation.parse("file:///0")),
                location -> {
                    opening.countDown();
                    sleep(200_000);
                    return store.reopen();
                },
                options,
                Clock.fixed(NOW, ZoneOffset.UTC),
                Progress.NONE,
                cancellation);
        long start = System.nanoTime();
        assertThat(catchThrowableOfType(EtcdbrException.class, hanging::run).failure())
                .isEqualTo(terminated);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void throughASpoolTheStoresGetTheSameAndTheSpoolIsEmptyAfterwards() throws Exception {
        options = new BackupOptions(
                options.cluster(), ENCRYPTED, List.of(), false, Optional.of(folder), Optional.empty(), options.tool());
        etcd.breakOff(2, 50_000);
        BackupResult result = run(store.reopen(), other.reopen());
        assertThat(readable(store)).isEqualTo(readable(other));
        assertThat(result.durations()).containsKey(Phase.UPLOAD);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void anotherClusterUnderTheSameNameBeginsANewEpoch() throws Exception {
        BackupResult first = run(store.reopen());
        BackupResult second = run(etcd.recreated(), store.reopen());
        assertThat(first.manifest().cluster().previousEtcdClusterId()).isEmpty();
        assertThat(second.manifest().cluster().previousEtcdClusterId())
                .contains(first.manifest().cluster().etcdClusterId());
        BackupResult third = run(etcd, store.reopen());
        assertThat(third.manifest().cluster().previousEtcdClusterId()).isEmpty();
    }

    @Test
    void dataThatSomebodyDeletedBeforeTheManifestCameIsMissed() {
        Store pruned = new HookedStore(store.reopen())
                .before(
                        "stat ",
                        () -> store.keys().stream()
                                .filter(key -> !key.endsWith(".manifest.json"))
                                .forEach(store::lose));
        EtcdbrException failed = failure(etcd, pruned);
        assertThat(failed.failure().code()).isEqualTo(ExitCode.DAMAGED);
        assertThat(failed).hasMessageContaining("but is gone now that the backup is complete");
    }

    @Test
    void nodeFilesGoWithTheSnapshotAndLockedBackupsSaySo() throws Exception {
        options = withLockAndFiles();
        run(store.reopen());
        assertThat(store.keys()).hasSize(4).anyMatch(key -> key.endsWith(".lock-20261121T143006Z"));
        Manifest manifest = readable(store);
        assertThat(manifest.files().orElseThrow().entries())
                .extracting(entry -> Path.of("/" + entry.path()).getFileName().toString())
                .contains("ca.key");
    }

    @Test
    void privateKeysAreNotStoredInTheClearUnlessAllowed() throws Exception {
        BackupOptions files = withLockAndFiles();
        options = new BackupOptions(
                files.cluster(), PLAIN, files.include(), false, Optional.empty(), Optional.empty(), files.tool());
        EtcdbrException refused = failure(etcd, store.reopen());
        assertThat(refused.failure().code()).isEqualTo(ExitCode.REFUSED);
        assertThat(refused).hasMessageContaining("ca.key");
        assertThat(etcd.opened).isEmpty();
        options = new BackupOptions(
                files.cluster(), PLAIN, files.include(), true, Optional.empty(), Optional.empty(), files.tool());
        run(store.reopen());
        readable(store);
    }

    @Test
    void aNodeFileThatVanishesWhileTheSnapshotIsReadDoesNotCostTheBackup() throws Exception {
        options = withLockAndFiles();
        Path temporary = Files.createDirectories(folder.resolve("pki/tmp/upgrade"));
        Files.writeString(temporary.resolve("etcd.yaml"), "x");
        etcd.whenAskedForTheRevision = () -> delete(temporary.resolve("etcd.yaml"), temporary);
        run(store.reopen());
        assertThat(readable(store).files().orElseThrow().entries())
                .extracting(entry -> Path.of("/" + entry.path()).getFileName().toString())
                .containsExactlyInAnyOrder("pki", "ca.key", "tmp");
    }

    @Test
    void aNodeFileThatVanishesOnceTheyAreFoundMakesTheArchiveBeginAgain() throws Exception {
        options = withLockAndFiles();
        Path temporary = Files.writeString(folder.resolve("pki/etcd.yaml"), "x".repeat(100_000));
        AtomicInteger begun = new AtomicInteger();
        // The first object is the snapshot, the second the archive: its files are found by then and not read yet.
        Store second = new HookedStore(store.reopen()).before("create ", () -> {
            if (begun.incrementAndGet() == 2) {
                delete(temporary);
            }
        });
        run(second, other.reopen());
        for (MemoryStore each : List.of(store, other)) {
            assertThat(readable(each).files().orElseThrow().entries())
                    .extracting(
                            entry -> Path.of("/" + entry.path()).getFileName().toString())
                    .containsExactlyInAnyOrder("pki", "ca.key");
            assertThat(each.keys()).filteredOn(key -> key.contains(".files.")).hasSize(1);
            assertThat(each.removeLeftovers(new ObjectKey("prod"), Instant.MAX))
                    .as("the first archive is given up")
                    .isEmpty();
        }
    }

    @Test
    void aNodeFileThatNeverHoldsStillIsNamedAndIsNoDefect() throws Exception {
        Path announcesMore = Path.of("/sys/kernel/uevent_seqnum");
        assumeTrue(Files.isReadable(announcesMore), announcesMore + " is not there");
        options = new BackupOptions(
                options.cluster(),
                ENCRYPTED,
                List.of(announcesMore),
                false,
                Optional.empty(),
                Optional.empty(),
                options.tool());
        EtcdbrException failed = failure(etcd, store.reopen());
        assertThat(failed.failure().code()).isEqualTo(ExitCode.USAGE);
        assertThat(failed)
                .hasMessageContaining("'" + announcesMore + "' became shorter")
                .hasMessageContaining("--include");
        assertThat(store.keys()).isEmpty();
    }

    @Test
    void aStoreThatBreaksAsNobodyForesawTakesNoOtherStoreWithIt() throws Exception {
        for (String call : List.of("create ", "write ", "commit ", "list ")) {
            MemoryStore good = new MemoryStore();
            BackupResult result = run(new HookedStore(new MemoryStore()).before(call, BREAK), good.reopen());
            assertThat(result.exitCode()).as(call).isEqualTo(ExitCode.PARTIAL);
            assertThat(result.failures().getFirst().code()).isEqualTo(ExitCode.INTERNAL);
            assertThat(result.failures().getFirst().problem()).contains("file:///0 failed unexpectedly: ", "broke");
            readable(good);
        }
        run(new HookedStore(new MemoryStore()).before("write ", BREAK).before("abort ", BREAK), store.reopen());
        readable(store);
        run(new HookedStore(other.reopen()).before("close ", BREAK));
        readable(other);
    }

    @Test
    void aStoreThatCannotEvenBeOpenedAsNobodyForesawTakesNoOtherStoreWithIt() throws Exception {
        BackupResult result = new BackupRun(
                        etcd,
                        List.of(StoreLocation.parse("file:///0"), StoreLocation.parse("file:///1")),
                        location -> {
                            if (location.path().equals("/0")) {
                                BREAK.run();
                            }
                            return store.reopen();
                        },
                        options,
                        Clock.fixed(NOW, ZoneOffset.UTC),
                        Progress.NONE,
                        cancellation)
                .run();
        assertThat(result.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.code()).isEqualTo(ExitCode.INTERNAL);
            assertThat(failure.problem()).contains("broke");
        });
        readable(store);
    }

    @Test
    void theOnlyStoresUnforeseenFailureIsTheResult() {
        EtcdbrException failed = failure(etcd, new HookedStore(store.reopen()).before("write ", BREAK));
        assertThat(failed.failure().code()).isEqualTo(ExitCode.INTERNAL);
        assertThat(failed).hasMessageContaining("storing to file:///0 failed unexpectedly");
        assertThat(store.keys()).isEmpty();
    }

    @Test
    void aManifestThatIsThereIsNoSuccessIfItsWritingWasRefusedOrItsLockIsNotCertain() throws Exception {
        BackupOptions unlocked = options;
        BackupOptions locked = withLockAndFiles();
        assertThat(endIfTheManifestsAnswerIs(Reason.UNAVAILABLE, unlocked)).isEqualTo(ExitCode.OK);
        assertThat(endIfTheManifestsAnswerIs(Reason.REFUSED, unlocked)).isEqualTo(ExitCode.STORE_REFUSED);
        assertThat(endIfTheManifestsAnswerIs(Reason.UNAVAILABLE, locked)).isEqualTo(ExitCode.STORE_UNAVAILABLE);
    }

    private ExitCode endIfTheManifestsAnswerIs(Reason reason, BackupOptions how) {
        options = how;
        FaultyStore counting = new FaultyStore(new MemoryStore());
        run(counting);
        List<String> calls = counting.journal().stream()
                .filter(call -> !call.startsWith("abort "))
                .toList();
        int commit = 0;
        while (!calls.get(commit).matches("commit .*\\.manifest\\.json")) {
            commit++;
        }
        MemoryStore memory = new MemoryStore();
        try {
            return run(new FaultyStore(memory.reopen()).loseAnswerOfCall(commit + 1, reason))
                    .exitCode();
        } catch (EtcdbrException e) {
            assertThat(memory.keys()).anyMatch(key -> key.endsWith(".manifest.json"));
            return e.failure().code();
        }
    }

    private static void delete(Path... paths) {
        for (Path path : paths) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private BackupOptions withLockAndFiles() throws IOException {
        Path pki = Files.createDirectories(folder.resolve("pki"));
        Files.writeString(pki.resolve("ca.key"), "-----BEGIN PRIVATE KEY-----\n");
        return new BackupOptions(
                new ClusterName("prod"),
                ENCRYPTED,
                List.of(pki),
                false,
                Optional.empty(),
                Optional.of(Duration.ofDays(1)),
                new Tool("etcdbr-job", "test"));
    }

    private static BackupOptions options(Encoding encoding) {
        return new BackupOptions(
                new ClusterName("prod"),
                encoding,
                List.of(),
                false,
                Optional.empty(),
                Optional.empty(),
                new Tool("etcdbr-job", "test"));
    }

    private BackupResult run(Store... stores) {
        return run(etcd, stores);
    }

    private BackupResult run(ScriptedEtcd source, Store... stores) {
        AtomicInteger next = new AtomicInteger();
        List<StoreLocation> locations = java.util.Arrays.stream(stores)
                .map(ignored -> StoreLocation.parse("file:///" + next.getAndIncrement()))
                .toList();
        return new BackupRun(
                        source,
                        locations,
                        location -> stores[Integer.parseInt(location.path().substring(1))],
                        options,
                        Clock.fixed(NOW, ZoneOffset.UTC),
                        Progress.NONE,
                        cancellation)
                .run();
    }

    private EtcdbrException failure(ScriptedEtcd source, Store... stores) {
        return catchThrowableOfType(EtcdbrException.class, () -> run(source, stores));
    }

    /** The store's one manifest, after every data object it names was read back and proven. */
    private static Manifest readable(MemoryStore memory) throws IOException {
        String key = memory.keys().stream()
                .filter(name -> name.endsWith(".manifest.json"))
                .reduce((one, two) -> two)
                .orElseThrow();
        Manifest manifest = ManifestCodec.decode(memory.bytes(key), key);
        for (DataObject object : manifest.dataObjects()) {
            byte[] stored = memory.bytes(manifest.epoch().folder() + "/" + object.object());
            new Decoder(
                            new ByteArrayInputStream(stored),
                            object,
                            object.equals(manifest.snapshot()) ? new SnapshotDigest() : new FilesDigest(),
                            AgeIdentities.parse(SECRET, "test"))
                    .readAllBytes();
        }
        return manifest;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
