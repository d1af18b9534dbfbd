package io.etcdbr.node.datadir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.MemberId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalEndTest {
    private static final byte CHANGE = 1;

    @TempDir
    Path folder;

    private final WalFile wal = new WalFile();

    private static Path segment(Path folder, long number, long index) {
        return folder.resolve("%016x-%016x.wal".formatted(number, index));
    }

    private WalFile begun() {
        return wal.checksum().ids(new EtcdClusterId(1), new MemberId(2));
    }

    /** As etcd leaves it: room ahead is zeros. */
    private static byte[] withRoom(byte[] bytes) {
        return Arrays.copyOf(bytes, bytes.length + 4096);
    }

    @Test
    void changesBeyondTheDatabaseAreCountedAndElectionsAreNot() throws IOException {
        Files.write(
                segment(folder, 0, 0),
                withRoom(begun().entry(1, CHANGE)
                        .entry(2)
                        .entry(3, CHANGE)
                        .state(2)
                        .entry(4)
                        .entry(5, CHANGE)
                        .state(4)
                        .bytes()));

        assertThat(WalEnd.of(folder, 2)).isEqualTo(new WalEnd(4, 5, 5, 2));
        assertThat(WalEnd.of(folder, 3)).isEqualTo(new WalEnd(4, 5, 5, 1));
        assertThat(WalEnd.of(folder, 5)).isEqualTo(new WalEnd(4, 5, 0, 0));
        assertThat(WalEnd.of(folder, 9)).isEqualTo(new WalEnd(4, 9, 0, 0));
    }

    @Test
    void anEntryTakesThePlaceOfThoseOnWhichNobodyAgreed() throws IOException {
        Files.write(
                segment(folder, 0, 0),
                begun().entry(1, CHANGE)
                        .entry(2, CHANGE)
                        .entry(3, CHANGE)
                        .entry(4, CHANGE)
                        .entry(3)
                        .state(3)
                        .bytes());

        assertThat(WalEnd.of(folder, 1)).isEqualTo(new WalEnd(3, 3, 2, 1));
    }

    /** They may be many, and of those before only the chain of checksums would matter. */
    @Test
    void segmentsThatTheDatabaseHasWhollyAreNotRead() throws IOException {
        Files.write(segment(folder, 0xe, 0), begun().entry(1, CHANGE).bytes());
        byte[] second = begun().state(1).entry(2, CHANGE).bytes();
        byte[] third = begun().state(2).entry(3, CHANGE).bytes();
        Files.write(segment(folder, 0xf, 2), second);
        Files.write(segment(folder, 0x10, 3), third);

        assertThat(WalEnd.of(folder, 1)).isEqualTo(new WalEnd(2, 3, 3, 2));
        Files.write(segment(folder, 0xe, 0), new byte[] {1, 2, 3});
        assertThat(WalEnd.of(folder, 1)).isEqualTo(new WalEnd(2, 3, 3, 2));
        assertThat(WalEnd.of(folder, 2)).isEqualTo(new WalEnd(2, 3, 3, 1));
        second[second.length - 20] ^= 1;
        Files.write(segment(folder, 0xf, 2), second);
        assertThatThrownBy(() -> WalEnd.of(folder, 1)).hasMessageContaining("is damaged at byte");
        assertThat(WalEnd.of(folder, 2)).isEqualTo(new WalEnd(2, 3, 3, 1));
    }

    @Test
    void aSegmentThatDoesNotFollowTheOneBeforeIsDamage() throws IOException {
        Files.write(segment(folder, 0, 0), begun().entry(1, CHANGE).bytes());
        Files.write(
                segment(folder, 1, 2), new WalFile().checksum().entry(2, CHANGE).bytes());

        assertThatThrownBy(() -> WalEnd.of(folder, 0)).hasMessageContaining("not that of the segment before");
    }

    /** A kill in the middle of a write; etcd had told nobody of it yet. */
    @Test
    void whatWasCutOffAtTheEndWasNeverWritten() throws IOException {
        byte[] whole = begun().entry(1, CHANGE).state(1).bytes();
        byte[] big = new byte[2000];
        Arrays.fill(big, CHANGE);
        byte[] next = wal.entry(2, big).bytes();
        byte[] both = Arrays.copyOf(whole, whole.length + next.length);
        System.arraycopy(next, 0, both, whole.length, next.length);
        Path file = segment(folder, 0, 0);
        for (int written = 8; written < next.length - 600; written += 100) {
            // Sectors are written whole, and the rest is still zeros.
            int sectors = (whole.length + written) / 512 * 512;
            byte[] torn = Arrays.copyOf(both, Math.max(sectors, whole.length + 8));
            Files.write(file, withRoom(torn));
            assertThat(WalEnd.of(folder, 0)).as("%d bytes", torn.length).isEqualTo(new WalEnd(1, 1, 1, 1));
        }
        Files.write(file, Arrays.copyOf(both, both.length - 1000));
        assertThat(WalEnd.of(folder, 0)).as("a file that ends").isEqualTo(new WalEnd(1, 1, 1, 1));
        Files.write(file, both);
        assertThat(WalEnd.of(folder, 0)).isEqualTo(new WalEnd(1, 2, 2, 2));
        both[both.length - 1000] ^= 1;
        Files.write(file, both);
        assertThatThrownBy(() -> WalEnd.of(folder, 0))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is damaged at byte " + whole.length);
    }

    @Test
    void aFolderWithoutSegmentsIsTold() {
        assertThatThrownBy(() -> WalEnd.of(folder, 0)).hasMessageContaining("there is no *.wal file in " + folder);
    }
}
