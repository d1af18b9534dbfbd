package io.etcdbr.etcddb;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Hashes of 64 bits, keyed at random, so that nobody can make keys or values that collide. Those of two instances have nothing to
 * do with each other.
 */
public final class Fingerprints {
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED;

    /** Only those who made the keys must not have known it; a {@code SecureRandom} takes 30 ms to start. */
    private final long seed = ThreadLocalRandom.current().nextLong();

    public long of(MemorySegment bytes) {
        long size = bytes.byteSize();
        long hash = seed ^ size;
        long at = 0;
        for (; at + Long.BYTES <= size; at += Long.BYTES) {
            hash = mixed(hash ^ bytes.get(WORD, at));
        }
        long rest = 0;
        for (; at < size; at++) {
            rest = rest << Byte.SIZE | Byte.toUnsignedLong(bytes.get(ValueLayout.JAVA_BYTE, at));
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
