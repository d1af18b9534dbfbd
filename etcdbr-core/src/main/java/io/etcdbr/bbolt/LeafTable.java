package io.etcdbr.bbolt;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Where the elements of a leaf page lie, read from the page's beginning alone: for whoever has a database's bytes but not its tree,
 * and so cannot tell a page in use from one that was freed and partly overwritten. Nothing but the table is checked.
 */
public final class LeafTable {
    /** Bytes that {@link #isLeaf} looks at. */
    public static final int HEADER_SIZE = PageHeader.SIZE;

    private final int[] words;

    private LeafTable(int[] words) {
        this.words = words;
    }

    /** Whether a leaf page of this number begins at byte {@code at}; 0 is that of a page inside an inline bucket. */
    public static boolean isLeaf(MemorySegment bytes, long at, long id) {
        return bytes.get(PageHeader.LONG, at) == id && (bytes.get(PageHeader.INT, at + 8) & 0xffff) == PageHeader.LEAF;
    }

    /**
     * The table of the leaf at byte {@code at}; empty if it does not end within {@code bytes}, as it does in every page that
     * bbolt writes.
     */
    public static Optional<LeafTable> of(MemorySegment bytes, long at) {
        int count = bytes.get(PageHeader.INT, at + 8) >>> 16;
        if (bytes.byteSize() - at - PageHeader.SIZE < (long) count * Elements.SIZE) {
            return Optional.empty();
        }
        int[] words = new int[count * 4];
        MemorySegment.copy(bytes, PageHeader.INT, at + PageHeader.SIZE, words, 0, words.length);
        return Optional.of(new LeafTable(words));
    }

    public int count() {
        return words.length / 4;
    }

    public boolean isBucket(int element) {
        return words[element * 4] == 1;
    }

    /** From the page's beginning. */
    public long keyStart(int element) {
        return PageHeader.SIZE + (long) element * Elements.SIZE + Integer.toUnsignedLong(words[element * 4 + 1]);
    }

    public long keySize(int element) {
        return Integer.toUnsignedLong(words[element * 4 + 2]);
    }

    /** From the page's beginning; it follows the key. */
    public long valueStart(int element) {
        return keyStart(element) + keySize(element);
    }

    public long valueSize(int element) {
        return Integer.toUnsignedLong(words[element * 4 + 3]);
    }

    /** If the value is an inline bucket, where the leaf page in it begins, from the page's beginning. */
    public long inlinePage(int element) {
        return valueStart(element) + Bucket.HEADER_SIZE;
    }
}
