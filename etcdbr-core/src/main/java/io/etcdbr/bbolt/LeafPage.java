package io.etcdbr.bbolt;

import java.lang.foreign.MemorySegment;

/** A page of a bucket's tree that holds keys and values; perhaps none. Keys and values are slices of the file. */
public final class LeafPage implements Page {
    private static final int IS_BUCKET = 1;

    private final Elements elements;

    private LeafPage(Elements elements) {
        this.elements = elements;
    }

    static LeafPage parse(PageHeader header, MemorySegment body, int pageSize) throws BboltException {
        LeafPage page = new LeafPage(Elements.of(header, null, body, 1));
        page.elements.checkOverflow(page.checkElements(), pageSize);
        return page;
    }

    /** The page inside an inline bucket, which its elements fill to the last byte. */
    static LeafPage parseInline(String place, PageHeader header, MemorySegment body) throws BboltException {
        LeafPage page = new LeafPage(Elements.of(header, place, body, 1));
        long end = page.checkElements();
        if (end != body.byteSize()) {
            throw new BboltException(place, "its elements end at byte %d of %d".formatted(end, body.byteSize()));
        }
        return page;
    }

    /** Checks each element and returns where the last one ends. */
    private long checkElements() throws BboltException {
        long end = elements.tableEnd();
        for (int i = 0; i < elements.count(); i++) {
            long start = elements.checkKey(i, end);
            long size = valueSize(i);
            int flags = elements.word(i, 0);
            if (size > elements.body().byteSize() - start || size > Integer.MAX_VALUE) {
                throw elements.malformed(i, "value beyond page end (%d bytes from byte %d)".formatted(size, start));
            }
            if ((flags & ~IS_BUCKET) != 0) {
                throw elements.malformed(i, "unknown flags 0x%x".formatted(flags));
            }
            if (flags == IS_BUCKET && size < Bucket.HEADER_SIZE) {
                throw elements.malformed(
                        i, "a bucket in %d bytes, expected at least %d".formatted(size, Bucket.HEADER_SIZE));
            }
            end = start + size;
        }
        return end;
    }

    @Override
    public long id() {
        return elements.header().id();
    }

    @Override
    public long span() {
        return elements.header().overflow() + 1;
    }

    @Override
    public String place() {
        return elements.place();
    }

    public int count() {
        return elements.count();
    }

    /** Whether the element is a bucket within this one, not a value. */
    public boolean isBucket(int element) {
        return elements.word(element, 0) == IS_BUCKET;
    }

    public MemorySegment key(int element) {
        return elements.key(element);
    }

    public long keySize(int element) {
        return elements.keySize(element);
    }

    /** Of key and value together. */
    public long size(int element) {
        return keySize(element) + valueSize(element);
    }

    /** The value; of a bucket its header and what is inline. */
    public MemorySegment value(int element) {
        return elements.body().asSlice(elements.keyEnd(element), valueSize(element));
    }

    /**
     * The bytes of the elements {@code first} to {@code last}, both included, as they lie: key, value, key, value, with nothing
     * between.
     */
    public MemorySegment entries(int first, int last) {
        long start = elements.keyStart(first);
        return elements.body().asSlice(start, elements.keyEnd(last) + valueSize(last) - start);
    }

    Elements elements() {
        return elements;
    }

    private long valueSize(int element) {
        return Integer.toUnsignedLong(elements.word(element, 3));
    }
}
