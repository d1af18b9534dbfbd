package io.etcdbr.bbolt;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.OptionalLong;

/**
 * Page 0 or 1, found valid: magic, version and checksum fit, and the numbers are possible ones. As in bbolt, the page's own
 * header does not decide that.
 */
public record MetaPage(long id, Meta meta) implements Page {
    static final int MIN_PAGE_SIZE = 1 << 10;
    static final int MAX_PAGE_SIZE = 1 << 24;

    /** The header and the fields up to the checksum's end. */
    static final int SIZE = 80;

    private static final int MAGIC = 0xED0CDAED;
    private static final int VERSION = 2;
    private static final long NO_FREELIST = -1;
    private static final int CHECKSUM_OFFSET = 72;

    @Override
    public long span() {
        return 1;
    }

    /**
     * @param page at least {@link #SIZE} bytes
     * @throws BboltException if it is no valid meta page
     */
    static MetaPage parse(long id, MemorySegment page) throws BboltException {
        String place = "meta page " + id;
        int magic = page.get(PageHeader.INT, 16);
        if (magic == Integer.reverseBytes(MAGIC)) {
            throw new BboltException(place, "written on a big-endian machine, which is not supported");
        }
        require(magic == MAGIC, place, "magic number 0x%08x, expected 0x%08x", magic, MAGIC);
        int version = page.get(PageHeader.INT, 20);
        require(version == VERSION, place, "bbolt format %d, expected %d", version, VERSION);
        long expected = checksum(page);
        long found = page.get(PageHeader.LONG, CHECKSUM_OFFSET);
        require(found == expected, place, "checksum %016x, expected %016x", found, expected);
        int pageSize = page.get(PageHeader.INT, 24);
        require(
                pageSize >= MIN_PAGE_SIZE && pageSize <= MAX_PAGE_SIZE && Integer.bitCount(pageSize) == 1,
                place,
                "page size %s, expected a power of two from %d to %d",
                Integer.toUnsignedString(pageSize),
                MIN_PAGE_SIZE,
                MAX_PAGE_SIZE);
        long highWater = page.get(PageHeader.LONG, 56);
        require(
                highWater > 2 && highWater <= Long.MAX_VALUE / MAX_PAGE_SIZE,
                place,
                "high water mark %s",
                Long.toUnsignedString(highWater));
        long root = page.get(PageHeader.LONG, 32);
        require(root >= 2 && root < highWater, place, "root page %s of %d", Long.toUnsignedString(root), highWater);
        long freelist = page.get(PageHeader.LONG, 48);
        require(
                freelist == NO_FREELIST || freelist >= 2 && freelist < highWater,
                place,
                "freelist page %s of %d",
                Long.toUnsignedString(freelist),
                highWater);
        return new MetaPage(
                id,
                new Meta(
                        pageSize,
                        root,
                        freelist == NO_FREELIST ? OptionalLong.empty() : OptionalLong.of(freelist),
                        highWater,
                        page.get(PageHeader.LONG, 64)));
    }

    /** FNV-1a of the fields before the checksum. */
    static long checksum(MemorySegment page) {
        long hash = 0xcbf29ce484222325L;
        for (long i = PageHeader.SIZE; i < CHECKSUM_OFFSET; i++) {
            hash = (hash ^ Byte.toUnsignedLong(page.get(ValueLayout.JAVA_BYTE, i))) * 0x100000001b3L;
        }
        return hash;
    }

    private static void require(boolean holds, String place, String problem, Object... values) throws BboltException {
        if (!holds) {
            throw new BboltException(place, problem.formatted(values));
        }
    }
}
