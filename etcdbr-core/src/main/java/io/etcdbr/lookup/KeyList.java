package io.etcdbr.lookup;

import io.etcdbr.bbolt.KeyOrder;
import io.etcdbr.etcddb.Revision;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Keys that were found, each with the change that wrote it, outside the heap: a large cluster has more objects than the heap could hold
 * slices of the file. On the heap a key takes 20 bytes. For one thread.
 */
final class KeyList implements AutoCloseable {
    private static final long FIRST_SIZE = 1 << 16;

    /** Before each key: its group, its size, and its revision. */
    private static final int HEAD = 2 * Integer.BYTES + 2 * Long.BYTES;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

    private final List<Long> places = new ArrayList<>();
    private Arena arena = Arena.ofConfined();
    private MemorySegment bytes = arena.allocate(FIRST_SIZE);
    private long end;

    /** Is shown keys. */
    @FunctionalInterface
    interface Taker {
        void take(Revision revision) throws IOException;
    }

    boolean isEmpty() {
        return places.isEmpty();
    }

    /** @param group whatever the caller tells keys apart by */
    void add(int group, MemorySegment key, Revision revision) {
        long size = key.byteSize();
        if (bytes.byteSize() - end < HEAD + size) {
            grow(HEAD + size);
        }
        bytes.set(INT, end, group);
        bytes.set(INT, end + Integer.BYTES, (int) size);
        bytes.set(LONG, end + 2 * Integer.BYTES, revision.main());
        bytes.set(LONG, end + 2 * Integer.BYTES + Long.BYTES, revision.sub());
        MemorySegment.copy(key, 0, bytes, end + HEAD, size);
        places.add(end);
        end += HEAD + size;
    }

    /** Shows the group's changes in the order of their keys. */
    void inOrder(int group, Taker taker) throws IOException {
        places.sort(Comparator.comparing(this::key, KeyOrder.INSTANCE));
        for (long place : places) {
            if (bytes.get(INT, place) == group) {
                taker.take(new Revision(
                        bytes.get(LONG, place + 2 * Integer.BYTES),
                        bytes.get(LONG, place + 2 * Integer.BYTES + Long.BYTES),
                        false));
            }
        }
    }

    private MemorySegment key(long place) {
        return bytes.asSlice(place + HEAD, bytes.get(INT, place + Integer.BYTES));
    }

    private void grow(long least) {
        Arena before = arena;
        Arena larger = Arena.ofConfined();
        MemorySegment copy = larger.allocate(Math.max(bytes.byteSize() * 2, end + least));
        MemorySegment.copy(bytes, 0, copy, 0, end);
        arena = larger;
        bytes = copy;
        before.close();
    }

    @Override
    public void close() {
        arena.close();
    }
}
