package io.etcdbr.bbolt;

import java.lang.foreign.MemorySegment;

/** The list of free pages, in the order in which it is written. */
public final class FreelistPage implements Page {
    private static final int COUNT_IS_ELSEWHERE = 0xffff;

    private final long id;
    private final long span;
    private final MemorySegment numbers;
    private final long count;

    private FreelistPage(long id, long span, MemorySegment numbers, long count) {
        this.id = id;
        this.span = span;
        this.numbers = numbers;
        this.count = count;
    }

    static FreelistPage parse(PageHeader header, MemorySegment body) throws BboltException {
        long room = (body.byteSize() - PageHeader.SIZE) / Long.BYTES;
        boolean elsewhere = header.count() == COUNT_IS_ELSEWHERE;
        long start = PageHeader.SIZE + (elsewhere ? Long.BYTES : 0);
        long count = elsewhere ? body.get(PageHeader.LONG, PageHeader.SIZE) : header.count();
        long most = elsewhere ? room - 1 : room;
        if (count < 0 || count > most) {
            throw new BboltException(
                    "page " + header.id(),
                    "the freelist counts %s pages, but only %d fit in it"
                            .formatted(Long.toUnsignedString(count), most));
        }
        return new FreelistPage(header.id(), header.overflow() + 1, body.asSlice(start, count * Long.BYTES), count);
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public long span() {
        return span;
    }

    public long count() {
        return count;
    }

    /** The number of a page that is said to be free; it may be any number. */
    public long free(long index) {
        return numbers.get(PageHeader.LONG, index * Long.BYTES);
    }
}
