package io.etcdbr.operation;

import static io.etcdbr.operation.StoredBackups.FOREIGN_IDENTITY;
import static io.etcdbr.operation.StoredBackups.IDENTITY;
import static io.etcdbr.operation.StoredBackups.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.catalog.BackupQuery;
import io.etcdbr.catalog.Selector;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.format.DataKind;
import io.etcdbr.format.Manifest;
import io.etcdbr.operation.FetchBackup.Destination;
import io.etcdbr.pipeline.AgeIdentities;
import io.etcdbr.progress.Progress;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import io.etcdbr.testing.FaultyStore;
import io.etcdbr.testing.MemoryStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchBackupTest {
    private static final String ID = "20261120T100000Z-r200-00000b";

    @TempDir
    private Path folder;

    private final MemoryStore store = new MemoryStore();
    private final StoredBackups backups = new StoredBackups(store);
    private final Cancellation cancellation = new Cancellation();

    @Test
    void anEncryptedSnapshotBecomesAPlainFileOfItsOwnersOnly() throws IOException {
        backups.encrypted(ID);
        FetchedBackup fetched = fetch(store, toFile("snapshot.db", false), IDENTITY);
        assertThat(folder.resolve("snapshot.db")).hasBinaryContent(snapshot(200));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("snapshot.db"))))
                .isEqualTo("rw-------");
        assertThat(fetched.file()).contains(folder.resolve("snapshot.db"));
        assertThat(fetched.size()).isEqualTo(snapshot(200).length);
        assertThat(filesInFolder()).containsExactly("snapshot.db");
    }

    @Test
    void aFolderGetsItUnderItsOwnName() throws IOException {
        backups.plain(ID);
        fetch(store, new Destination.File(folder, false), AgeIdentities.none());
        assertThat(filesInFolder()).containsExactly(ID + ".snapshot.db");
    }

    @Test
    void theNodeFilesAndTheStoredBytesCanBeFetched() throws IOException {
        Manifest manifest = backups.encrypted(ID);
        fetcher(store).run(options(DataKind.FILES, false, new Destination.File(folder, false), IDENTITY));
        fetcher(store).run(options(DataKind.SNAPSHOT, true, new Destination.File(folder, false), AgeIdentities.none()));
        assertThat(folder.resolve(ID + ".files.tar")).hasContent("a tar".repeat(1000));
        assertThat(folder.resolve(ID + ".snapshot.db.zst.age"))
                .hasBinaryContent(store.bytes(StoredBackups.snapshotKey(manifest)));
    }

    @Test
    void standardOutputGetsTheSameBytes() throws IOException {
        backups.encrypted(ID);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FetchedBackup fetched = fetch(store, new Destination.Stream(out), IDENTITY);
        assertThat(out.toByteArray()).isEqualTo(snapshot(200));
        assertThat(fetched.file()).isEmpty();
    }

    @Test
    void aFileThatIsThereIsReplacedOnlyByForce() throws IOException {
        backups.plain(ID);
        Files.writeString(folder.resolve("snapshot.db"), "precious");
        assertThat(failure(store, toFile("snapshot.db", false), IDENTITY).code())
                .isEqualTo(ExitCode.REFUSED);
        assertThat(folder.resolve("snapshot.db")).hasContent("precious");
        fetch(store, toFile("snapshot.db", true), IDENTITY);
        assertThat(folder.resolve("snapshot.db")).hasBinaryContent(snapshot(200));
        assertThat(filesInFolder()).containsExactly("snapshot.db");
    }

    @Test
    void aFileThatAppearsMeanwhileIsNotReplaced() throws IOException {
        backups.plain(ID);
        Progress meanwhile = (what, total) -> {
            try {
                Files.writeString(folder.resolve("snapshot.db"), "precious");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            return Progress.Task.NONE;
        };
        FetchBackup fetch = new FetchBackup(store, meanwhile, cancellation);
        EtcdbrException refused = catchThrowableOfType(
                EtcdbrException.class,
                () -> fetch.run(options(DataKind.SNAPSHOT, false, toFile("snapshot.db", false), IDENTITY)));
        assertThat(refused).hasMessageContaining("exists already");
        assertThat(folder.resolve("snapshot.db")).hasContent("precious");
        assertThat(filesInFolder()).containsExactly("snapshot.db");
    }

    @Test
    void aDamagedBackupLeavesNoFileWhereverTheDamageIs() throws IOException {
        Manifest manifest = backups.encrypted(ID);
        String key = StoredBackups.snapshotKey(manifest);
        byte[] sound = store.bytes(key);
        for (int place = 0; place < sound.length; place += 97) {
            byte[] damaged = sound.clone();
            damaged[place] ^= 1;
            store.put(key, damaged);
            for (boolean stored : new boolean[] {true, false}) {
                Failure failure =
                        failure(store, options(DataKind.SNAPSHOT, stored, toFile("snapshot.db", false), IDENTITY));
                assertThat(failure.code()).as("byte " + place).isIn(ExitCode.DAMAGED, ExitCode.IDENTITY);
            }
            assertThat(filesInFolder()).isEmpty();
        }
    }

    @Test
    void aDamagedBackupOnStandardOutputIsToBeThrownAway() {
        Manifest manifest = backups.plain(ID);
        store.damage(StoredBackups.snapshotKey(manifest), bytes -> {
            bytes[bytes.length - 1] ^= 1;
            return bytes;
        });
        Failure failure = failure(store, new Destination.Stream(new ByteArrayOutputStream()), IDENTITY);
        assertThat(failure.code()).isEqualTo(ExitCode.DAMAGED);
        assertThat(failure.sentence()).contains("is damaged").contains("Throw away what was written so far");
    }

    @Test
    void aCutConnectionLeavesNoFileWhereverItIsCut() throws IOException {
        backups.encrypted(ID);
        FaultyStore counting = new FaultyStore(store);
        fetch(counting, toFile("whole.db", false), IDENTITY);
        Files.delete(folder.resolve("whole.db"));
        for (long cut = 0; cut < 15_000; cut += 731) {
            FaultyStore faulty = new FaultyStore(store).failAfterBytesRead(cut, Reason.UNAVAILABLE);
            EtcdbrException failed = catchThrowableOfType(EtcdbrException.class, () -> {
                try {
                    fetch(faulty, toFile("snapshot.db", false), IDENTITY);
                } catch (StoreException e) {
                    throw e.asFailure();
                }
            });
            if (failed == null) {
                Files.delete(folder.resolve("snapshot.db"));
            } else {
                assertThat(failed.failure().code()).isEqualTo(ExitCode.STORE_UNAVAILABLE);
            }
            assertThat(filesInFolder()).isEmpty();
        }
    }

    @Test
    void anIdentityThatIsMissingOrDoesNotFitIsSaid() throws IOException {
        backups.encrypted(ID);
        assertThat(failure(store, toFile("a", false), AgeIdentities.none()).code())
                .isEqualTo(ExitCode.IDENTITY);
        assertThat(failure(store, toFile("a", false), FOREIGN_IDENTITY).code()).isEqualTo(ExitCode.IDENTITY);
        assertThat(filesInFolder()).isEmpty();
    }

    @Test
    void aBackupWithoutNodeFilesSaysSo() {
        backups.plain(ID);
        Failure failure = failure(store, options(DataKind.FILES, false, new Destination.File(folder, false), IDENTITY));
        assertThat(failure.code()).isEqualTo(ExitCode.NOT_FOUND);
    }

    @Test
    void aFolderThatIsNotThereIsRefusedBeforeAnythingIsRead() {
        backups.plain(ID);
        FaultyStore faulty = new FaultyStore(store);
        Failure failure = failure(faulty, toFile("missing/snapshot.db", false), IDENTITY);
        assertThat(failure.code()).isEqualTo(ExitCode.REFUSED);
        assertThat(faulty.journal()).noneMatch(call -> call.contains("snapshot.db"));
    }

    @Test
    void aReceiverThatStopsIsNotBlamedOnTheStore() {
        backups.plain(ID);
        Failure failure = failure(store, new Destination.Stream(failing("Broken pipe")), IDENTITY);
        assertThat(failure.problem()).contains("stopped taking it: Broken pipe");
    }

    @Test
    void aDiskThatIsFullBehindTheReceiverIsTold() {
        backups.plain(ID);
        Failure failure = failure(store, new Destination.Stream(failing("No space left on device")), IDENTITY);
        assertThat(failure.code()).isEqualTo(ExitCode.NO_SPACE);
        assertThat(failure.problem()).endsWith("where it is written to: No space left on device");
    }

    private static OutputStream failing(String message) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(message);
            }
        };
    }

    @Test
    void aCancellationLeavesNoFile() throws IOException {
        backups.encrypted(ID);
        Failure why = new Failure(ExitCode.TERMINATED, "stopped by SIGTERM", "");
        Progress cancelling = (what, total) -> {
            cancellation.cancel(why);
            return Progress.Task.NONE;
        };
        EtcdbrException stopped = catchThrowableOfType(
                EtcdbrException.class,
                () -> new FetchBackup(store, cancelling, cancellation)
                        .run(options(DataKind.SNAPSHOT, false, toFile("a", false), IDENTITY)));
        assertThat(stopped.failure()).isEqualTo(why);
        assertThat(filesInFolder()).isEmpty();
    }

    private Destination toFile(String name, boolean force) {
        return new Destination.File(folder.resolve(name), force);
    }

    private FetchBackup fetcher(Store from) {
        return new FetchBackup(from, Progress.NONE, cancellation);
    }

    private FetchedBackup fetch(Store from, Destination to, AgeIdentities identities) throws StoreException {
        return fetcher(from).run(options(DataKind.SNAPSHOT, false, to, identities));
    }

    private Failure failure(Store from, Destination to, AgeIdentities identities) {
        return failure(from, options(DataKind.SNAPSHOT, false, to, identities));
    }

    private Failure failure(Store from, FetchBackup.Options options) {
        EtcdbrException failure =
                catchThrowableOfType(EtcdbrException.class, () -> fetcher(from).run(options));
        assertThat(failure).isNotNull();
        return failure.failure();
    }

    private static FetchBackup.Options options(
            DataKind kind, boolean stored, Destination to, AgeIdentities identities) {
        return new FetchBackup.Options(
                new BackupQuery(Optional.empty(), Optional.empty(), new Selector.Latest()),
                kind,
                stored,
                to,
                identities);
    }

    private Stream<String> filesInFolder() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList().stream();
        }
    }
}
