package io.etcdbr.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.etcdbr.bbolt.Database;
import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.catalog.BackupCatalog;
import io.etcdbr.catalog.BackupQuery;
import io.etcdbr.catalog.BackupSummary;
import io.etcdbr.catalog.Selector;
import io.etcdbr.content.StoredRanges;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.etcddb.EtcdDatabase;
import io.etcdbr.etcddb.GoldenSnapshot;
import io.etcdbr.format.Compression;
import io.etcdbr.format.Manifest;
import io.etcdbr.format.Sha256;
import io.etcdbr.operation.StoredBackups;
import io.etcdbr.pipeline.DamagedException;
import io.etcdbr.pipeline.PlainRanges;
import io.etcdbr.progress.Progress;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import io.etcdbr.testing.FaultyStore;
import io.etcdbr.testing.MemoryStore;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoredPagesTest {
    private static final String ID = "20261120T100000Z-r200-00000b";
    private static final int FRAME = 1 << 16;
    private static final GoldenSnapshot GOLDEN = GoldenSnapshot.of("3.6.14-lived");

    private final MemoryStore memory = new MemoryStore();
    private final FaultyStore store = new FaultyStore(memory);
    private final Cancellation cancellation = new Cancellation();

    private record Opened(StoredPages pages, StoredRanges ranges) {}

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void anyPieceIsReadAsItWas(boolean compressed, boolean encrypted) throws IOException {
        byte[] file = GOLDEN.file();
        StoredPages pages = open(file, compressed, encrypted).pages();
        assertThat(pages.size()).isEqualTo(file.length);
        Random random = new Random(1);
        for (int i = 0; i < 300; i++) {
            int offset = random.nextInt(file.length + 1);
            int length = random.nextInt(Math.min(3 * FRAME, file.length - offset) + 1);
            assertThat(pages.read(offset, length).toArray(ValueLayout.JAVA_BYTE))
                    .isEqualTo(Arrays.copyOfRange(file, offset, offset + length));
        }
        assertThat(pages.read(0, 100).isReadOnly()).isTrue();
        assertThat(pages.read(FRAME - 1, 2).isReadOnly()).isTrue();
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> pages.read(file.length - 10, 11));
    }

    @Test
    void toOpenAndToReadAFrameTakeFewRequestsAndFewBytes() throws IOException {
        Opened opened = open(large(), true, true);
        assertThat(opened.ranges().requests()).as("the header and the end").isLessThanOrEqualTo(2);
        long atOpen = opened.ranges().bytes();
        assertThat(atOpen).isLessThanOrEqualTo(3 * 65_552);

        for (int page = 0; page < FRAME / 4096; page++) {
            opened.pages().read(10 * FRAME + page * 4096, 4096);
        }
        assertThat(opened.ranges().requests()).as("one more for the frame").isLessThanOrEqualTo(3);
        assertThat(opened.ranges().bytes() - atOpen).isLessThanOrEqualTo(FRAME + 2 * 65_552);
    }

    @Test
    void aDatabaseIsReadWithTheSameResult() throws IOException {
        EtcdDatabase etcd =
                new EtcdDatabase(Database.open(open(GOLDEN.file(), true, true).pages()));
        assertThat(etcd.buckets()).isEqualTo(GOLDEN.etcd().buckets());
        assertThat(etcd.members()).isEqualTo(GOLDEN.etcd().members());
        assertThat(etcd.storageVersion()).isEqualTo(GOLDEN.etcd().storageVersion());
    }

    @Test
    void aPageOfAbsurdSizeIsRefusedBeforeItIsFetched() throws IOException {
        Opened opened = open(snapshot(new byte[70 << 20]), true, false);
        long before = opened.ranges().bytes();
        assertThatExceptionOfType(DamagedException.class)
                .isThrownBy(() -> opened.pages().read(4096, 65L << 20))
                .withMessageContaining("at byte 4096");
        assertThat(opened.ranges().bytes()).isEqualTo(before);
    }

    @Test
    void aStoreThatFailsIsNotTakenForDamage() throws IOException {
        Opened opened = open(large(), true, true);
        store.failNext("read", 1, Reason.UNAVAILABLE);
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> opened.pages().read(0, 4096));
        assertThat(opened.pages().read(0, 4096).byteSize()).isEqualTo(4096);
    }

    @Test
    void aCancellationEndsTheReading() throws IOException {
        Opened opened = open(large(), true, true);
        cancellation.cancel(new Failure(ExitCode.TERMINATED, "told to stop", ""));
        assertThatExceptionOfType(EtcdbrException.class)
                .isThrownBy(() -> opened.pages().read(0, 4096))
                .withMessageContaining("told to stop");
    }

    private Opened open(byte[] snapshot, boolean compressed, boolean encrypted) throws IOException {
        Compression compression = compressed ? Compression.zstd(1, FRAME) : Compression.NONE;
        Manifest manifest = new StoredBackups(memory).holding(ID, snapshot, compression, encrypted);
        BackupCatalog catalog = new BackupCatalog(store);
        BackupSummary backup = catalog.find(new BackupQuery(Optional.empty(), Optional.empty(), new Selector.Latest()));
        StoredRanges ranges =
                new StoredRanges("testing", catalog, backup, manifest.snapshot(), Progress.NONE, cancellation);
        return new Opened(
                new StoredPages(
                        PlainRanges.open(ranges, manifest.snapshot(), StoredBackups.IDENTITY), FRAME, ranges::close),
                ranges);
    }

    private static byte[] large() {
        byte[] body = new byte[4 << 20];
        new Random(1).nextBytes(body);
        return snapshot(body);
    }

    /** Whole sectors with their digest. */
    private static byte[] snapshot(byte[] body) {
        byte[] digest = Sha256.digestOf(body).bytes();
        byte[] whole = Arrays.copyOf(body, body.length + digest.length);
        System.arraycopy(digest, 0, whole, body.length, digest.length);
        return whole;
    }
}
