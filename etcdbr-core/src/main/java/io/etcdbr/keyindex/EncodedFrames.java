package io.etcdbr.keyindex;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Frames as the index stores them, outside the heap. */
final class EncodedFrames {
    static final int ANY_KEY = -1;
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final int BLOCK_INTS = 1 << 16;

    private final Arena arena = Arena.ofAuto();
    private final List<MemorySegment> blocks = new ArrayList<>();
    private long ints;
    private long frames;
    private long entries;

    void add(int[] hashes) {
        put(hashes.length);
        for (int hash : hashes) {
            put(hash);
        }
        frames++;
        entries += hashes.length;
    }

    void addAnyKey() {
        put(ANY_KEY);
        frames++;
    }

    long frames() {
        return frames;
    }

    long entries() {
        return entries;
    }

    void writeTo(OutputStream out) throws IOException {
        byte[] buffer = new byte[BLOCK_INTS];
        long left = ints * Integer.BYTES;
        for (MemorySegment block : blocks) {
            long size = Math.min(left, block.byteSize());
            for (long at = 0; at < size; at += buffer.length) {
                int n = (int) Math.min(buffer.length, size - at);
                MemorySegment.copy(block, ValueLayout.JAVA_BYTE, at, buffer, 0, n);
                out.write(buffer, 0, n);
            }
            left -= size;
        }
    }

    private void put(int value) {
        int at = (int) (ints % BLOCK_INTS);
        if (at == 0) {
            blocks.add(arena.allocate((long) BLOCK_INTS * Integer.BYTES));
        }
        blocks.getLast().set(INT, (long) at * Integer.BYTES, value);
        ints++;
    }
}
