package io.etcdbr.bbolt;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** The first 16 bytes of a page. */
record PageHeader(long id, int flags, int count, long overflow) {
    static final int SIZE = 16;
    static final int BRANCH = 0x01;
    static final int LEAF = 0x02;
    static final int META = 0x04;
    static final int FREELIST = 0x10;

    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    static PageHeader of(MemorySegment page) {
        int[] words = new int[4];
        MemorySegment.copy(page, INT, 0, words, 0, words.length);
        return new PageHeader(
                joined(words[0], words[1]), words[2] & 0xffff, words[2] >>> 16, Integer.toUnsignedLong(words[3]));
    }

    static long joined(int low, int high) {
        return Integer.toUnsignedLong(low) | (long) high << 32;
    }

    String place() {
        return "page " + Long.toUnsignedString(id);
    }

    String kind() {
        return kind(flags);
    }

    static String kind(int flags) {
        return switch (flags) {
            case BRANCH -> "branch";
            case LEAF -> "leaf";
            case META -> "meta";
            case FREELIST -> "freelist";
            default -> "unknown (flags 0x%02x)".formatted(flags);
        };
    }
}
