package io.etcdbr.etcddb;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.LongBuffer;

/**
 * Tells which keys were met, and counts those whose last change is no deletion, without holding the keys: a table of
 * fingerprints outside the heap, 16 to 32 bytes a key. Two keys of the same fingerprint, 63 bits keyed at random, would be taken for one: of ten million keys, once in
 * 180,000 runs.
 */
final class LiveKeys implements AutoCloseable {
    private static final long LIVE = 1;

    /** Slots of one part of the table: 2 to the power of this. Shifts, because a division of longs is a call until the better compiler comes. */
    private static final int PART_BITS = 16;

    private static final int PART = 1 << PART_BITS;

    private final Fingerprints fingerprints = new Fingerprints();
    private Arena arena = Arena.ofConfined();
    /** Buffers: code that is not compiled well yet, as most is in a short run, reaches into them quicker than into a segment. */
    private LongBuffer[] table;

    private long mask;
    private long known;
    private long live;

    LiveKeys() {
        mask = PART - 1;
        table = allocated(mask + 1, arena);
    }

    long count() {
        return live;
    }

    /** Takes note of a change. True if it is the first one of the key. */
    boolean changed(MemorySegment key, boolean deleted) {
        return changed(fingerprints.of(key), deleted);
    }

    /** As the other, of a key on the heap. */
    boolean changed(byte[] bytes, int from, int size, boolean deleted) {
        return changed(fingerprints.of(bytes, from, size), deleted);
    }

    private boolean changed(long hash, boolean deleted) {
        long fingerprint = fingerprint(hash);
        long slot = slotOf(fingerprint);
        long before = word(slot);
        boolean wasLive = (before & LIVE) != 0;
        set(slot, deleted ? fingerprint : fingerprint | LIVE);
        live += (deleted ? 0 : 1) - (wasLive ? 1 : 0);
        if (before == 0 && ++known > mask / 2) {
            grow();
        }
        return before == 0;
    }

    /** Where the fingerprint stands, or the empty slot where it belongs. */
    private long slotOf(long fingerprint) {
        long slot = fingerprint >>> 1 & mask;
        while (true) {
            long there = word(slot);
            if (there == 0 || (there & ~LIVE) == fingerprint) {
                return slot;
            }
            slot = slot + 1 & mask;
        }
    }

    private long word(long slot) {
        return table[(int) (slot >>> PART_BITS)].get((int) slot & PART - 1);
    }

    private void set(long slot, long word) {
        table[(int) (slot >>> PART_BITS)].put((int) slot & PART - 1, word);
    }

    private void grow() {
        Arena oldArena = arena;
        LongBuffer[] old = table;
        arena = Arena.ofConfined();
        mask = mask * 2 + 1;
        table = allocated(mask + 1, arena);
        for (LongBuffer part : old) {
            for (int i = 0; i < PART; i++) {
                long word = part.get(i);
                if (word != 0) {
                    set(slotOf(word & ~LIVE), word);
                }
            }
        }
        oldArena.close();
    }

    private static LongBuffer[] allocated(long slots, Arena arena) {
        LongBuffer[] parts = new LongBuffer[(int) (slots >>> PART_BITS)];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = arena.allocate((long) PART * Long.BYTES, Long.BYTES)
                    .asByteBuffer()
                    .order(ByteOrder.nativeOrder())
                    .asLongBuffer();
        }
        return parts;
    }

    /** Never 0, and even: the lowest bit says whether the key is live. */
    private static long fingerprint(long hash) {
        long even = hash & ~LIVE;
        return even == 0 ? LIVE << 1 : even;
    }

    @Override
    public void close() {
        arena.close();
    }
}
