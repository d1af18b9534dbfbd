package io.etcdbr.bbolt;

import java.lang.foreign.MemorySegment;
import java.util.OptionalLong;

/**
 * What a valid meta page says.
 *
 * @param pageSize in bytes, a power of two from 1 KiB to 16 MiB
 * @param rootPage of the root bucket
 * @param freelistPage empty in files written without one
 * @param highWater all pages in use have smaller numbers; {@code highWater * pageSize} is the size of the database and
 *     does not overflow
 */
public record Meta(int pageSize, long rootPage, OptionalLong freelistPage, long highWater, long transaction) {

    /** As many bytes of its page as {@link #of} looks at. */
    public static final int BYTES = MetaPage.SIZE;

    /**
     * What meta page 0 says.
     *
     * @param file the first {@link #BYTES} of it, or more
     * @throws BboltException if it is not valid
     */
    public static Meta of(MemorySegment file) throws BboltException {
        return MetaPage.parse(0, file).meta();
    }

    /** The database's size in bytes: the file may be longer, and is truncated if it is shorter. */
    public long databaseSize() {
        return highWater * pageSize;
    }
}
