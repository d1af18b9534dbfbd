package io.etcdbr.etcddb;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FingerprintsTest {
    private final Fingerprints fingerprints = new Fingerprints();

    @Test
    void bytesOnTheHeapHaveThoseOfASegment() {
        byte[] bytes = new byte[2_000];
        new Random(1).nextBytes(bytes);
        MemorySegment all = MemorySegment.ofArray(bytes);
        for (int size = 0; size < 1_500; size++) {
            for (int from : new int[] {0, 1, 7, 8, 400}) {
                assertThat(fingerprints.of(bytes, from, size))
                        .as("%d bytes from %d on", size, from)
                        .isEqualTo(fingerprints.of(all.asSlice(from, size)));
            }
        }
    }

    @Test
    void everyByteAndTheSizeCount() {
        byte[] bytes = new byte[100];
        for (int size = 1; size <= bytes.length; size++) {
            long before = fingerprints.of(bytes, 0, size);
            assertThat(before).isNotEqualTo(fingerprints.of(bytes, 0, size - 1));
            for (int i = 0; i < size; i++) {
                bytes[i] = 1;
                assertThat(fingerprints.of(bytes, 0, size)).isNotEqualTo(before);
                bytes[i] = 0;
            }
        }
    }
}
