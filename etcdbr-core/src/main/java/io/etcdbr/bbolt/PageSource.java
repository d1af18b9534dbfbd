package io.etcdbr.bbolt;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** The bytes of a bbolt file, wherever they are. All methods may be called by several threads at once. */
public interface PageSource extends AutoCloseable {

    /** The bytes there are. Never changes. */
    long size();

    /**
     * Exactly {@code length} bytes from {@code offset} on, not to be written to. They stay as they are until {@link #close}; a
     * source that keeps few pages hands out memory that lives as long as it is referred to.
     *
     * @throws IndexOutOfBoundsException if they are not all within {@link #size}
     * @throws IOException if they cannot be had
     */
    MemorySegment read(long offset, long length) throws IOException;

    @Override
    void close() throws IOException;

    /** Bytes in memory. */
    static PageSource of(MemorySegment bytes) {
        MemorySegment readOnly = bytes.asReadOnly();
        return new PageSource() {
            @Override
            public long size() {
                return readOnly.byteSize();
            }

            @Override
            public MemorySegment read(long offset, long length) {
                return readOnly.asSlice(offset, length);
            }

            @Override
            public void close() {}
        };
    }
}
