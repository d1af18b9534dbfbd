package io.etcdbr.etcddb;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Hashes of 64 bits, keyed at random, so that nobody can make keys or values that collide. Those of two instances have nothing to
 * do with each other.
 */
public final class Fingerprints {
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int PIECE = 64;

    /** Only those who made the keys must not have known it; a {@code SecureRandom} takes 30 ms to start. */
    private final long seed = ThreadLocalRandom.current().nextLong();

    public long of(MemorySegment bytes) {
        long size = bytes.byteSize();
        long hash = seed ^ size;
        long at = 0;
        // Copied piece by piece: reading off-heap memory word by word is slow until the code is compiled, which takes
        // long itself.
        long[] words = new long[(int) Math.min(PIECE, size / Long.BYTES)];
        while (size - at >= Long.BYTES) {
            int count = (int) Math.min(words.length, (size - at) / Long.BYTES);
            MemorySegment.copy(bytes, WORD, at, words, 0, count);
            for (int i = 0; i < count; i++) {
                hash = mixed(hash ^ words[i]);
            }
            at += (long) count * Long.BYTES;
        }
        byte[] last = new byte[(int) (size - at)];
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at, last, 0, last.length);
        long rest = 0;
        for (byte b : last) {
            rest = rest << Byte.SIZE | Byte.toUnsignedLong(b);
        }
        return mixed(hash ^ rest);
    }

    /** The same of bytes on the heap. */
    long of(byte[] bytes, int from, int size) {
        long hash = seed ^ size;
        int at = from;
        int end = from + size;
        for (; end - at >= Long.BYTES; at += Long.BYTES) {
            long word = 0;
            for (int i = Long.BYTES - 1; i >= 0; i--) {
                word = word << Byte.SIZE | Byte.toUnsignedLong(bytes[at + i]);
            }
            hash = mixed(hash ^ word);
        }
        long rest = 0;
        for (; at < end; at++) {
            rest = rest << Byte.SIZE | Byte.toUnsignedLong(bytes[at]);
        }
        return mixed(hash ^ rest);
    }

    /** Each step is a bijection, so only the last one loses anything: the finaliser of MurmurHash3 and SplitMix64. */
    private static long mixed(long hash) {
        hash = (hash ^ hash >>> 30) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ hash >>> 27) * 0x94d049bb133111ebL;
        return hash ^ hash >>> 31;
    }
}
