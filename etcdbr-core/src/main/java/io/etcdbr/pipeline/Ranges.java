package io.etcdbr.pipeline;

import java.io.IOException;

/** Bytes that are read piece by piece, in any order. May be used by several threads at once. */
public interface Ranges {

    /** How many bytes there are. Never changes. */
    long size();

    /**
     * Exactly the bytes from {@code offset} on that fill {@code length} places of {@code target} from {@code at} on.
     *
     * @throws IndexOutOfBoundsException if they are not all within {@link #size}
     * @throws DamagedException if they are not what they should be, as far as it can be told from them
     */
    void read(long offset, byte[] target, int at, int length) throws IOException;

    default byte[] read(long offset, int length) throws IOException {
        byte[] bytes = new byte[length];
        read(offset, bytes, 0, length);
        return bytes;
    }
}
