package io.etcdbr.keyindex;

import java.util.Arrays;
import java.util.OptionalInt;

/** The hashes that stand for keys and directories: FNV-1a of 64 bits, folded to 32. */
final class KeyHash {
    static final int MOST_DIRECTORIES = 8;
    static final long START = 0xcbf29ce484222325L;

    private static final long PRIME = 0x100000001b3L;

    private KeyHash() {}

    static long next(long state, byte b) {
        return (state ^ Byte.toUnsignedLong(b)) * PRIME;
    }

    static int folded(long state) {
        return (int) (state ^ state >>> Integer.SIZE);
    }

    static int of(byte[] bytes) {
        long state = START;
        for (byte b : bytes) {
            state = next(state, b);
        }
        return folded(state);
    }

    /** The hash of the longest directory that is listed for every key that begins with {@code prefix}; empty if there is none. */
    static OptionalInt ofDirectory(byte[] prefix) {
        int end = 0;
        int directories = 0;
        for (int i = 0; i < prefix.length && directories < MOST_DIRECTORIES; i++) {
            if (prefix[i] == '/') {
                end = i + 1;
                directories++;
            }
        }
        return end == 0 ? OptionalInt.empty() : OptionalInt.of(of(Arrays.copyOf(prefix, end)));
    }
}
