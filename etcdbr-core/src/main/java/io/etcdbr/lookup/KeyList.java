package io.etcdbr.lookup;

import io.etcdbr.bbolt.KeyOrder;
import io.etcdbr.etcddb.KeyValue;
import io.etcdbr.etcddb.Revision;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keys that were found, each with the change that wrote it, outside the heap: a large cluster has more objects than the heap could hold
 * slices of the file. On the heap a key takes 20 bytes. Of the first ones the values are held too, so that what comes from a store in no
 * order need not be fetched a second time. For one thread.
 */
final class KeyList implements AutoCloseable {
    private static final long FIRST_SIZE = 1 << 16;

    /** Before each key: its group, its size, and its revision. */
    private static final int HEAD = 2 * Integer.BYTES + 2 * Long.BYTES;

    /** All that a store gives before the whole backup is fetched instead. */
    private static final long MOST_VALUE_BYTES = 32L << 20;

    private static final int MOST_VALUES = 10_000;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

    private final List<Long> places = new ArrayList<>();
    private final Map<Long, KeyValue> held = new HashMap<>();
    private final Arena values = Arena.ofConfined();
    private long valueBytes;
    private Arena arena = Arena.ofConfined();
    private MemorySegment bytes = arena.allocate(FIRST_SIZE);
    private long end;

    /** Is shown keys. */
    @FunctionalInterface
    interface Taker {
        /** @param value empty if it is not held and must be read again; good until the list is closed */
        void take(Revision revision, Optional<KeyValue> value) throws IOException;
    }

    boolean isEmpty() {
        return places.isEmpty();
    }

    /** @param group whatever the caller tells keys apart by */
    void add(int group, Revision revision, KeyValue change) {
        MemorySegment key = change.key();
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
        hold(end, change);
        end += HEAD + size;
    }

    private void hold(long place, KeyValue change) {
        long size = change.key().byteSize() + change.value().byteSize();
        if (held.size() < MOST_VALUES && valueBytes + size <= MOST_VALUE_BYTES) {
            valueBytes += size;
            held.put(
                    place,
                    new KeyValue(
                            copy(change.key()),
                            change.createRevision(),
                            change.modRevision(),
                            change.version(),
                            copy(change.value()),
                            change.lease()));
        }
    }

    private MemorySegment copy(MemorySegment bytes) {
        return values.allocate(bytes.byteSize()).copyFrom(bytes).asReadOnly();
    }

    /** Shows the group's changes in the order of their keys. */
    void inOrder(int group, Taker taker) throws IOException {
        places.sort(Comparator.comparing(this::key, KeyOrder.INSTANCE));
        for (long place : places) {
            if (bytes.get(INT, place) == group) {
                Revision revision = new Revision(
                        bytes.get(LONG, place + 2 * Integer.BYTES),
                        bytes.get(LONG, place + 2 * Integer.BYTES + Long.BYTES),
                        false);
                taker.take(revision, Optional.ofNullable(held.get(place)));
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
        values.close();
        arena.close();
    }
}
