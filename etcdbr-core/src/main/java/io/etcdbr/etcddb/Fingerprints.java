package io.etcdbr.etcddb;

import io.etcdbr.bbolt.HeapCopy;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Hashes of 64 bits, keyed at random, so that nobody can make keys or values that collide. Those of two instances have nothing to
 * do with each other.
 */
public final class Fingerprints {
    /** A multiple of eight. */
    private static final int PIECE = 512;

    /** Only those who made the keys must not have known it; a {@code SecureRandom} takes 30 ms to start. */
    private final long seed = ThreadLocalRandom.current().nextLong();

    public long of(MemorySegment bytes) {
        long size = bytes.byteSize();
        long hash = seed ^ size;
        byte[] piece = new byte[(int) Math.min(PIECE, size)];
        long at = 0;
        for (; size - at > piece.length; at += piece.length) {
            HeapCopy.into(piece, bytes, at, piece.length);
            hash = words(hash, piece, 0, piece.length);
        }
        HeapCopy.into(piece, bytes, at, (int) (size - at));
        return ended(hash, piece, 0, (int) (size - at));
    }

    /** The same of what lies in an array. */
    long of(byte[] bytes, int start, int size) {
        return ended(seed ^ size, bytes, start, size);
    }

    private static long ended(long hash, byte[] bytes, int start, int size) {
        long rest = 0;
        for (int i = start + size / Long.BYTES * Long.BYTES; i < start + size; i++) {
            rest = rest << Byte.SIZE | Byte.toUnsignedLong(bytes[i]);
        }
        return mixed(words(hash, bytes, start, size) ^ rest);
    }

    /** As many as there are whole. */
    private static long words(long hash, byte[] bytes, int start, int size) {
        ByteBuffer words = ByteBuffer.wrap(bytes, start, size);
        while (words.remaining() >= Long.BYTES) {
            hash = mixed(hash ^ words.getLong());
        }
        return hash;
    }

    /** Each step is a bijection, so only the last one loses anything: the finaliser of MurmurHash3 and SplitMix64. */
    private static long mixed(long hash) {
        hash = (hash ^ hash >>> 30) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ hash >>> 27) * 0x94d049bb133111ebL;
        return hash ^ hash >>> 31;
    }
}
