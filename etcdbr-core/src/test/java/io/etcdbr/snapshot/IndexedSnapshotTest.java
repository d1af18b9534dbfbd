package io.etcdbr.snapshot;

import static io.etcdbr.operation.StoredBackups.IDENTITY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.catalog.BackupQuery;
import io.etcdbr.catalog.Selector;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.etcddb.GoldenSnapshot;
import io.etcdbr.etcddb.KeyFilter;
import io.etcdbr.etcddb.KeyValue;
import io.etcdbr.etcddb.Keys;
import io.etcdbr.etcddb.Revision;
import io.etcdbr.format.Compression;
import io.etcdbr.format.Manifest;
import io.etcdbr.operation.StoredBackups;
import io.etcdbr.progress.Progress;
import io.etcdbr.testing.MemoryStore;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Backups with a key index, opened for single looks. */
class IndexedSnapshotTest {
    private static final String ID = "20261120T100000Z-r200-00000b";
    private static final int FRAME = 1 << 13;
    private static final GoldenSnapshot GOLDEN = GoldenSnapshot.of("3.6.14-lived");

    @TempDir
    private Path folder;

    private final MemoryStore store = new MemoryStore();
    private final StoredBackups backups = new StoredBackups(store);
    private final AtomicLong fetched = new AtomicLong();

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true"})
    void singleKeysAreFoundWithoutFetchingAll(boolean compressed, boolean encrypted) throws IOException {
        backup(compressed, encrypted);
        Keys truth = new Keys(GOLDEN.etcd());
        try (OpenSnapshot snapshot = open(folder.resolve("nothing-can-be-written-here"))) {
            for (byte[] key : living(truth)) {
                assertThat(snapshot.keys().find(key).map(IndexedSnapshotTest::text))
                        .isEqualTo(truth.find(key).map(IndexedSnapshotTest::text));
            }
            assertThat(snapshot.keys().find(new byte[] {'n', 'o'})).isEmpty();
            assertThatExceptionOfType(RuntimeException.class)
                    .as("what needs all of it")
                    .isThrownBy(() -> living(snapshot.keys()))
                    .withMessageContaining("--scratch");
        }
    }

    @Test
    void whatNeedsAllOfItFetchesIt() throws IOException {
        backup(true, true);
        try (OpenSnapshot snapshot = open(folder)) {
            assertThat(living(snapshot.keys())).containsExactlyElementsOf(living(new Keys(GOLDEN.etcd())));
            long once = fetched.get();
            living(snapshot.keys());
            assertThat(fetched).as("fetched once").hasValue(once);
        }
    }

    @Test
    void onceAllOfItWasFetchedSingleLooksFetchNothing() throws IOException {
        backup(true, true);
        Keys truth = new Keys(GOLDEN.etcd());
        try (OpenSnapshot snapshot = open(folder)) {
            Keys keys = snapshot.keys();
            List<Revision> revisions = new ArrayList<>();
            keys.backwards(KeyFilter.all(), (revision, _) -> revisions.add(revision), (_, _) -> {});
            long once = fetched.get();
            for (Revision revision : revisions) {
                assertThat(keys.at(revision).map(IndexedSnapshotTest::text))
                        .isEqualTo(truth.at(revision).map(IndexedSnapshotTest::text));
            }
            for (byte[] key : living(truth)) {
                assertThat(keys.find(key).map(IndexedSnapshotTest::text))
                        .isEqualTo(truth.find(key).map(IndexedSnapshotTest::text));
            }
            assertThat(revisions).isNotEmpty();
            assertThat(fetched).hasValue(once);
        }
    }

    @Test
    void oneKeyCostsTheIndexAndSomeBlocks() throws IOException {
        Manifest manifest = backup(true, false);
        long index = manifest.keyIndex().orElseThrow().storedSize();
        List<byte[]> keys = living(new Keys(GOLDEN.etcd()));
        for (byte[] key : keys) {
            try (OpenSnapshot snapshot = open(folder)) {
                assertThat(snapshot.keys().find(key)).isPresent();
            }
        }
        assertThat(fetched.get() / keys.size()).as("on average").isLessThan(index + 6 * FRAME);
    }

    @Test
    void anIndexThatIsDamagedOrGoneCostsNothingButTime() throws IOException {
        Manifest manifest = backup(true, true);
        String key = StoredBackups.key(
                manifest.epoch(), manifest.keyIndex().orElseThrow().object());
        byte[] good = store.bytes(key);
        for (int at = 0; at < good.length; at += 1 + good.length / 60) {
            byte[] bad = good.clone();
            bad[at] ^= 0x10;
            store.put(key, bad);
            assertEverythingIsFound();
        }
        store.lose(key);
        assertEverythingIsFound();
    }

    @Test
    void anIndexOfAnotherSnapshotIsNotUsed() throws IOException {
        byte[] other = GoldenSnapshot.of("3.6.14-compacted").file();
        backups.holding(
                ID,
                GOLDEN.file(),
                Optional.of(StoredBackups.keyIndex(other, FRAME)),
                Compression.zstd(1, FRAME),
                false);
        assertEverythingIsFound();
    }

    @Test
    void aBackupOfAnOlderFormatIsReadWithoutAnIndex() throws IOException {
        backups.holding(ID, GOLDEN.file(), Compression.zstd(1, FRAME), false);
        assertEverythingIsFound();
    }

    /** A bit of a value is flipped: the tree is whole, and only the digest of all of it tells. */
    @Test
    void whatIsNeitherCompressedNorEncryptedIsProvenWholeBeforeAnyKeyIsShown() throws IOException {
        Manifest manifest = backup(false, false);
        store.damage(StoredBackups.snapshotKey(manifest), bytes -> {
            bytes[bytes.length - 33] ^= 1;
            return bytes;
        });
        assertThatExceptionOfType(EtcdbrException.class)
                .isThrownBy(() -> open(folder).close())
                .satisfies(e -> assertThat(e.failure().code()).isEqualTo(ExitCode.DAMAGED));
    }

    private void assertEverythingIsFound() throws IOException {
        Keys truth = new Keys(GOLDEN.etcd());
        try (OpenSnapshot snapshot = open(folder)) {
            for (byte[] key : living(truth)) {
                assertThat(snapshot.keys().find(key).map(IndexedSnapshotTest::text))
                        .isEqualTo(truth.find(key).map(IndexedSnapshotTest::text));
            }
        }
    }

    private Manifest backup(boolean compressed, boolean encrypted) throws IOException {
        Compression compression = compressed ? Compression.zstd(1, FRAME) : Compression.NONE;
        return backups.holding(
                ID, GOLDEN.file(), Optional.of(StoredBackups.keyIndex(GOLDEN.file(), FRAME)), compression, encrypted);
    }

    private OpenSnapshot open(Path scratch) throws IOException {
        Progress counting = (what, total) -> new Progress.Task() {
            @Override
            public void advance(long bytes) {
                fetched.addAndGet(bytes);
            }

            @Override
            public void close() {}
        };
        return new SnapshotOpener(scratch, IDENTITY, counting, new Cancellation())
                .open(store, new BackupQuery(Optional.empty(), Optional.empty(), new Selector.Latest()), Access.POINT);
    }

    private static List<byte[]> living(Keys keys) throws IOException {
        List<byte[]> found = new ArrayList<>();
        keys.newest(KeyFilter.all(), value -> found.add(value.key().toArray(ValueLayout.JAVA_BYTE)));
        return found;
    }

    private static String text(KeyValue value) {
        return value.modRevision() + " " + new String(value.value().toArray(ValueLayout.JAVA_BYTE));
    }
}
