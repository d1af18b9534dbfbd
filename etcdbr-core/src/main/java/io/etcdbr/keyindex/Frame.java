package io.etcdbr.keyindex;

import java.util.Arrays;

/** What is found in one frame until all of it was seen. */
final class Frame {
    private static final int RECENT = 1 << 10;

    private final long index;
    private final int[] recent = new int[RECENT];
    private int[] hashes = new int[RECENT];
    private int size;
    private int open;
    private boolean anyKey;

    Frame(long index) {
        this.index = index;
    }

    long index() {
        return index;
    }

    void add(int hash) {
        // Most repetitions are directories, and near each other; those that get through go when all is sorted.
        int slot = hash & RECENT - 1;
        if (recent[slot] == hash && hash != 0) {
            return;
        }
        recent[slot] = hash;
        if (size == hashes.length) {
            hashes = Arrays.copyOf(hashes, size * 2);
        }
        hashes[size++] = hash;
    }

    /** Something was not understood. */
    void anyKey() {
        anyKey = true;
    }

    boolean isAnyKey() {
        return anyKey;
    }

    /** An element that began here goes on later. */
    void open() {
        open++;
    }

    void done() {
        open--;
    }

    boolean isDone() {
        return open == 0;
    }

    /** How many were added, some perhaps twice. */
    int size() {
        return size;
    }

    /** All hashes, ascending by their unsigned value, none twice. */
    int[] distinct() {
        for (int i = 0; i < size; i++) {
            hashes[i] ^= Integer.MIN_VALUE;
        }
        Arrays.sort(hashes, 0, size);
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (i == 0 || hashes[i] != hashes[i - 1]) {
                hashes[kept++] = hashes[i];
            }
        }
        int[] distinct = Arrays.copyOf(hashes, kept);
        for (int i = 0; i < kept; i++) {
            distinct[i] ^= Integer.MIN_VALUE;
        }
        return distinct;
    }
}
