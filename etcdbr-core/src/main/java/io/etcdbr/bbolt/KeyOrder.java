package io.etcdbr.bbolt;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Comparator;

/** The order of keys in a bucket: by unsigned bytes, the shorter first. */
public final class KeyOrder implements Comparator<MemorySegment> {
    public static final KeyOrder INSTANCE = new KeyOrder();

    private KeyOrder() {}

    @Override
    public int compare(MemorySegment left, MemorySegment right) {
        return compare(left, 0, left.byteSize(), right, 0, right.byteSize());
    }

    static int compare(
            MemorySegment left, long leftStart, long leftEnd, MemorySegment right, long rightStart, long rightEnd) {
        long common = MemorySegment.mismatch(left, leftStart, leftEnd, right, rightStart, rightEnd);
        if (common < 0) {
            return 0;
        }
        if (leftStart + common == leftEnd || rightStart + common == rightEnd) {
            return Long.compare(leftEnd - leftStart, rightEnd - rightStart);
        }
        return Integer.compare(
                Byte.toUnsignedInt(left.get(ValueLayout.JAVA_BYTE, leftStart + common)),
                Byte.toUnsignedInt(right.get(ValueLayout.JAVA_BYTE, rightStart + common)));
    }
}
