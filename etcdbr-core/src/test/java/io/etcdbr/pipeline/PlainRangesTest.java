package io.etcdbr.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdbr.format.CompressionAlgorithm;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainRangesTest {
    private final AtomicLong fetched = new AtomicLong();

    @ParameterizedTest
    @CsvSource({"ZSTD, true", "ZSTD, false", "NONE, true", "NONE, false"})
    void everyPieceIsReadAsItWas(CompressionAlgorithm compression, boolean encrypted) throws Exception {
        byte[] snapshot = SnapshotDigestTest.snapshot(1000, 1);
        EncodingTest.Stored stored = EncodingTest.encode(compression, encrypted, snapshot);
        assertThat(PlainRanges.canOpen(stored.expected()))
                .as("something proves each piece")
                .isEqualTo(encrypted || compression == CompressionAlgorithm.ZSTD);
        Ranges plain = open(stored, stored.bytes());
        assertThat(plain.size()).isEqualTo(snapshot.length);
        Random random = new Random(2);
        for (int i = 0; i < 500; i++) {
            int offset = random.nextInt(snapshot.length + 1);
            int length = random.nextInt(Math.min(200_000, snapshot.length - offset) + 1);
            assertThat(plain.read(offset, length)).isEqualTo(Arrays.copyOfRange(snapshot, offset, offset + length));
        }
        assertThatThrownBy(() -> plain.read(snapshot.length - 10, 11)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void onePageCostsOnlyItsFrameAndChunks() throws Exception {
        byte[] snapshot = SnapshotDigestTest.snapshot(8000, 1);
        EncodingTest.Stored stored = EncodingTest.encode(CompressionAlgorithm.ZSTD, true, snapshot);
        Ranges plain = open(stored, stored.bytes());
        fetched.set(0);
        assertThat(plain.read(2_000_000, 4096)).isEqualTo(Arrays.copyOfRange(snapshot, 2_000_000, 2_004_096));
        assertThat(fetched.get()).isLessThan(4 * 65_552);
    }

    @Test
    void noChangedByteIsReadAsGood() throws Exception {
        byte[] snapshot = SnapshotDigestTest.snapshot(60, 1);
        EncodingTest.Stored stored = EncodingTest.encode(CompressionAlgorithm.ZSTD, true, snapshot);
        for (int at = 0; at < stored.bytes().length; at += 1 + at / 100) {
            byte[] changed = stored.bytes().clone();
            changed[at] ^= 0x04;
            assertThatThrownBy(() -> open(stored, changed).read(0, snapshot.length))
                    .as("byte " + at)
                    .isInstanceOfAny(DamagedException.class, IdentityException.class);
        }
    }

    @Test
    void aSeekTableOfHostileNumbersIsRefusedAndNotFollowed() throws Exception {
        byte[] snapshot = SnapshotDigestTest.snapshot(60, 1);
        EncodingTest.Stored stored = EncodingTest.encode(CompressionAlgorithm.ZSTD, false, snapshot);
        Random random = new Random(3);
        int table = 9 + 12 * ((snapshot.length + 4095) / 4096) + 8;
        for (int i = 0; i < 2000; i++) {
            byte[] changed = stored.bytes().clone();
            for (int k = 0; k <= random.nextInt(4); k++) {
                changed[changed.length - 1 - random.nextInt(table)] = (byte) random.nextInt();
            }
            try {
                byte[] read = open(stored, changed).read(0, snapshot.length);
                assertThat(read).isEqualTo(snapshot);
            } catch (DamagedException e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        }
    }

    private Ranges open(EncodingTest.Stored stored, byte[] bytes) throws IOException {
        Ranges ranges = new Ranges() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public void read(long offset, byte[] target, int at, int length) {
                fetched.addAndGet(length);
                System.arraycopy(bytes, Math.toIntExact(offset), target, at, length);
            }
        };
        return PlainRanges.open(ranges, stored.expected(), EncodingTest.identities());
    }
}
