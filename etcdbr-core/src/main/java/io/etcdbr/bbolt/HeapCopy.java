package io.etcdbr.bbolt;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/**
 * Copies what is looked at closely to the heap. Reading off-heap memory value by value is slow until the code is compiled, and compiling it
 * takes longer than most files do. The copying methods of {@link MemorySegment} that take arrays are slow in the same way.
 */
public final class HeapCopy {
    private HeapCopy() {}

    /** @throws IndexOutOfBoundsException if there are not so many */
    public static byte[] bytes(MemorySegment from, long at, int count) {
        byte[] bytes = new byte[count];
        into(bytes, from, at, count);
        return bytes;
    }

    /** Copies to the beginning of {@code bytes}. */
    public static void into(byte[] bytes, MemorySegment from, long at, int count) {
        MemorySegment.copy(from, at, MemorySegment.ofArray(bytes), 0, count);
    }

    /** So many words of 32 bits, in the byte order of the file. */
    static int[] words(MemorySegment from, long at, int count) {
        int[] words = new int[count];
        from.asSlice(at, (long) count * Integer.BYTES)
                .asByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer()
                .get(words);
        return words;
    }
}
