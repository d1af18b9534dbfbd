package io.etcdbr.bbolt;

/** A set of page numbers: a bit for each page there can be. */
final class PageSet {
    /** Shifts, because a division of longs is a call until the better compiler comes. */
    private static final int WORD_BITS = 6;

    private final long[] bits;

    PageSet(long pages) {
        bits = new long[Math.toIntExact((pages + Long.SIZE - 1) / Long.SIZE)];
    }

    boolean contains(long page) {
        return (bits[(int) (page >>> WORD_BITS)] & 1L << page) != 0;
    }

    /** False if it was there already. */
    boolean add(long page) {
        int word = (int) (page >>> WORD_BITS);
        boolean absent = (bits[word] & 1L << page) == 0;
        bits[word] |= 1L << page;
        return absent;
    }

    long size() {
        long size = 0;
        for (long word : bits) {
            size += Long.bitCount(word);
        }
        return size;
    }
}
