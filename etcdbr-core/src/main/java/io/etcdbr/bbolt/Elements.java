package io.etcdbr.bbolt;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a branch or leaf page: words of their table, and the keys they point to.
 *
 * @param inlinePlace where an inline page is; null for a page of the file, which its header names
 * @param body the page with its overflow
 * @param words four of each element, unsigned
 * @param keyWord which of the four holds the key's position; its size is the next
 */
record Elements(PageHeader header, @Nullable String inlinePlace, MemorySegment body, int[] words, int keyWord) {
    static final int SIZE = 16;
    private static final int WORDS = 4;

    /** Copies the table at once: reading it word by word from off-heap memory is slow until the code is compiled. */
    static Elements of(PageHeader header, @Nullable String inlinePlace, MemorySegment body, int keyWord)
            throws BboltException {
        if (tableEnd(header.count()) > body.byteSize()) {
            throw new BboltException(
                    inlinePlace == null ? header.place() : inlinePlace,
                    "%d elements need %d bytes, the page has %d"
                            .formatted(header.count(), tableEnd(header.count()), body.byteSize()));
        }
        int[] words = new int[header.count() * WORDS];
        MemorySegment.copy(body, PageHeader.INT, PageHeader.SIZE, words, 0, words.length);
        return new Elements(header, inlinePlace, body, words, keyWord);
    }

    private static long tableEnd(int count) {
        return PageHeader.SIZE + (long) count * SIZE;
    }

    String place() {
        return inlinePlace == null ? header.place() : inlinePlace;
    }

    int count() {
        return words.length / WORDS;
    }

    int word(int element, int word) {
        return words[element * WORDS + word];
    }

    long tableEnd() {
        return tableEnd(count());
    }

    long keyStart(int element) {
        return tableEnd(element) + Integer.toUnsignedLong(word(element, keyWord));
    }

    long keyEnd(int element) {
        return keyStart(element) + keySize(element);
    }

    long keySize(int element) {
        return Integer.toUnsignedLong(word(element, keyWord + 1));
    }

    MemorySegment key(int element) {
        return body.asSlice(keyStart(element), keySize(element));
    }

    /** The first element whose key is not greater than the one before; 0 if they ascend. */
    int firstOutOfOrder() {
        for (int i = 1; i < count(); i++) {
            if (KeyOrder.compare(body, keyStart(i - 1), keyEnd(i - 1), body, keyStart(i), keyEnd(i)) >= 0) {
                return i;
            }
        }
        return 0;
    }

    /** The first element whose key is not less than {@code key}, or {@link #count}. Needs ascending keys. */
    int lowest(MemorySegment key) {
        int low = 0;
        int high = count();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (KeyOrder.compare(body, keyStart(middle), keyEnd(middle), key, 0, key.byteSize()) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The last element whose key is not greater than {@code key}, or -1. Needs ascending keys. */
    int highestNotAbove(MemorySegment key) {
        int lowest = lowest(key);
        boolean equal = lowest < count()
                && KeyOrder.compare(body, keyStart(lowest), keyEnd(lowest), key, 0, key.byteSize()) == 0;
        return equal ? lowest : lowest - 1;
    }

    /** Checks that the key begins at {@code expectedStart} and lies in the page; returns its end. */
    long checkKey(int element, long expectedStart) throws BboltException {
        long start = keyStart(element);
        long end = start + keySize(element);
        if (start != expectedStart) {
            throw malformed(element, "key at byte %d of the page, expected at %d".formatted(start, expectedStart));
        }
        if (end == start) {
            throw malformed(element, "empty key");
        }
        if (end > body.byteSize()) {
            throw malformed(element, "key beyond page end (%d bytes from byte %d)".formatted(end - start, start));
        }
        return end;
    }

    /** bbolt takes no more pages than the elements need, in older versions perhaps one that they just do not. */
    void checkOverflow(long end, int pageSize) throws BboltException {
        if (header.overflow() > end / pageSize) {
            throw new BboltException(
                    place(), "%d overflow pages, but its elements end at byte %d".formatted(header.overflow(), end));
        }
    }

    BboltException malformed(int element, String problem) {
        return new BboltException(place() + ", element " + element, problem);
    }
}
