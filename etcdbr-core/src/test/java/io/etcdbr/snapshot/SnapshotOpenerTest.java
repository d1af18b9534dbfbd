package io.etcdbr.snapshot;

import static io.etcdbr.operation.StoredBackups.FOREIGN_IDENTITY;
import static io.etcdbr.operation.StoredBackups.IDENTITY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.catalog.BackupQuery;
import io.etcdbr.catalog.Selector;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.etcddb.GoldenSnapshot;
import io.etcdbr.etcddb.KeyFilter;
import io.etcdbr.etcddb.Keys;
import io.etcdbr.format.Compression;
import io.etcdbr.format.Manifest;
import io.etcdbr.operation.StoredBackups;
import io.etcdbr.pipeline.AgeIdentities;
import io.etcdbr.progress.Progress;
import io.etcdbr.testing.MemoryStore;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SnapshotOpenerTest {
    private static final String ID = "20261120T100000Z-r200-00000b";
    private static final BackupQuery LATEST =
            new BackupQuery(Optional.empty(), Optional.empty(), new Selector.Latest());
    private static final GoldenSnapshot GOLDEN = GoldenSnapshot.of("3.6.14-lived");

    @TempDir
    private Path folder;

    private final MemoryStore store = new MemoryStore();
    private final StoredBackups backups = new StoredBackups(store);
    private final Cancellation cancellation = new Cancellation();

    @ParameterizedTest
    @EnumSource(Access.class)
    void everyWayOfStoringGivesTheSameKeys(Access access) throws IOException {
        record Way(Compression compression, boolean encrypted) {}
        for (Way way : List.of(
                new Way(Compression.NONE, false),
                new Way(Compression.NONE, true),
                new Way(Compression.zstd(1, 1 << 12), false),
                new Way(Compression.zstd(1, 1 << 20), true),
                new Way(Compression.gzip(6), true))) {
            backups.holding(ID, GOLDEN.file(), way.compression(), way.encrypted());
            try (OpenSnapshot snapshot = opener(folder, IDENTITY).open(store, LATEST, access)) {
                assertThat(keys(snapshot.keys())).as(way.toString()).isEqualTo(keys(new Keys(GOLDEN.etcd())));
                assertThat(folder).as("the scratch file has no name").isEmptyDirectory();
            }
            store.keys().forEach(store::lose);
        }
    }

    @Test
    void aStoredBackupSaysWhatItIs() throws IOException {
        Manifest manifest = backups.holding(ID, GOLDEN.file(), Compression.zstd(1, 1 << 12), true);
        try (OpenSnapshot snapshot = opener(folder, IDENTITY).open(store, LATEST, Access.SCAN)) {
            assertThat(snapshot.name()).isEqualTo("backup " + ID + " in " + store.location());
            OpenSnapshot.Stored stored = snapshot.stored().orElseThrow();
            assertThat(stored.manifest()).isEqualTo(manifest);
            assertThat(stored.time()).isEqualTo(manifest.startedAt());
            assertThat(snapshot.pages().read(0, snapshot.pages().size()).toArray(ValueLayout.JAVA_BYTE))
                    .isEqualTo(GOLDEN.file());
        }
    }

    @Test
    void aLocalFileIsRead() throws IOException {
        Path file = Files.write(folder.resolve("snapshot.db"), GOLDEN.file());
        try (OpenSnapshot snapshot = opener(folder, AgeIdentities.none()).open(file)) {
            assertThat(keys(snapshot.keys())).isEqualTo(keys(new Keys(GOLDEN.etcd())));
            assertThat(snapshot.name()).isEqualTo("file " + file);
            assertThat(snapshot.stored()).isEmpty();
        }
    }

    @Test
    void aFileThatIsNoDatabaseIsDamagedAndOneThatIsNotThereIsNotFound() throws IOException {
        Path file = Files.writeString(folder.resolve("text.db"), "text");
        Failure damaged = fileFailure(file);
        assertThat(damaged.code()).isEqualTo(ExitCode.DAMAGED);
        assertThat(damaged.problem())
                .startsWith("file " + file + " does not hold a sound etcd database: not a bbolt file");
        assertThat(fileFailure(folder.resolve("none.db")).code()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(fileFailure(folder).code()).isEqualTo(ExitCode.USAGE);
        assertThat(fileFailure(Files.createFile(folder.resolve("empty.db"))).code())
                .isEqualTo(ExitCode.DAMAGED);
    }

    @Test
    void aFileThatIsWrittenToWhileItIsOpenIsRefusedWhateverWasReadOfIt() throws IOException {
        Path file = Files.write(folder.resolve("db"), GOLDEN.file());
        Files.setLastModifiedTime(file, FileTime.fromMillis(1000));
        try (OpenSnapshot snapshot = opener(folder, AgeIdentities.none()).open(file)) {
            snapshot.requireUnchanged();
            Files.setLastModifiedTime(file, FileTime.fromMillis(2000));

            EtcdbrException refused = catchThrowableOfType(EtcdbrException.class, () -> snapshot.requireUnchanged());
            assertThat(refused.failure().code()).isEqualTo(ExitCode.REFUSED);
            assertThat(refused).hasMessageContaining("was written to while it was read");
            assertThat(snapshot.failure(new IOException("page 7")))
                    .as("what is wrong with it comes of that")
                    .hasMessage(refused.getMessage());
        }
    }

    @Test
    void whatGoesWrongWhileReadingIsSaidOfTheSnapshot() throws IOException {
        byte[] spoiled = GOLDEN.file().clone();
        for (int page = 2; page < spoiled.length / 4096; page++) {
            spoiled[page * 4096 + 8] = 0x33;
        }
        Path file = Files.write(folder.resolve("snapshot.db"), spoiled);
        try (OpenSnapshot snapshot = opener(folder, AgeIdentities.none()).open(file)) {
            IOException failure = catchThrowableOfType(IOException.class, () -> keys(snapshot.keys()));
            assertThat(snapshot.failure(failure).failure().code()).isEqualTo(ExitCode.DAMAGED);
            assertThat(snapshot.failure(failure))
                    .hasMessageContaining("file " + file)
                    .hasMessageContaining("page");
        }
    }

    @Test
    void withoutAnIdentityThatFitsNothingIsOpened() {
        backups.holding(ID, GOLDEN.file(), Compression.zstd(1, 1 << 12), true);
        for (Access access : Access.values()) {
            assertThat(failure(folder, AgeIdentities.none(), access).code()).isEqualTo(ExitCode.IDENTITY);
            assertThat(failure(folder, FOREIGN_IDENTITY, access).code()).isEqualTo(ExitCode.IDENTITY);
        }
    }

    @Test
    void aBackupWhoseBytesChangedIsNeverReadAsAWhole() {
        Manifest manifest = backups.holding(ID, GOLDEN.file(), Compression.NONE, false);
        store.damage(StoredBackups.snapshotKey(manifest), bytes -> {
            bytes[bytes.length / 2] ^= 1;
            return bytes;
        });

        Failure failure = failure(folder, IDENTITY, Access.SCAN);
        assertThat(failure.code()).isEqualTo(ExitCode.DAMAGED);
        assertThat(failure.problem()).contains("is damaged: ");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aScratchDirectoryThatIsNotThereIsNamedWithItsFlag() {
        backups.holding(ID, GOLDEN.file(), Compression.gzip(1), false);

        assertThat(failure(folder.resolve("none"), IDENTITY, Access.SCAN).sentence())
                .contains("the scratch directory " + folder.resolve("none"))
                .contains("--scratch");
    }

    @Test
    void aCancellationEndsTheReading() {
        backups.holding(ID, GOLDEN.file(), Compression.gzip(1), false);
        cancellation.cancel(new Failure(ExitCode.TERMINATED, "told to stop", ""));

        assertThat(failure(folder, IDENTITY, Access.SCAN).code()).isEqualTo(ExitCode.TERMINATED);
    }

    private SnapshotOpener opener(Path scratch, AgeIdentities identities) {
        return new SnapshotOpener(scratch, identities, Progress.NONE, cancellation);
    }

    private Failure failure(Path scratch, AgeIdentities identities, Access access) {
        return catchThrowableOfType(
                        EtcdbrException.class, () -> opener(scratch, identities).open(store, LATEST, access))
                .failure();
    }

    private Failure fileFailure(Path file) {
        return catchThrowableOfType(
                        EtcdbrException.class,
                        () -> opener(folder, AgeIdentities.none()).open(file))
                .failure();
    }

    private static List<String> keys(Keys keys) throws IOException {
        List<String> found = new ArrayList<>();
        keys.newest(
                KeyFilter.all(),
                value -> found.add(new String(value.key().toArray(ValueLayout.JAVA_BYTE)) + value.modRevision()));
        return found;
    }
}
