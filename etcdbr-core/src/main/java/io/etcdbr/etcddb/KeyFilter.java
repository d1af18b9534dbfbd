package io.etcdbr.etcddb;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** Says which keys are wanted. It sees nothing but the key, so the values of others are never touched. */
@FunctionalInterface
public interface KeyFilter {

    /**
     * @param key a slice of the file
     * @throws IOException ends the walk
     */
    boolean wants(MemorySegment key) throws IOException;

    static KeyFilter all() {
        return key -> true;
    }

    /** Keys that begin with {@code prefix}. */
    static KeyFilter prefix(byte[] prefix) {
        MemorySegment wanted = MemorySegment.ofArray(prefix.clone());
        long size = wanted.byteSize();
        return key -> key.byteSize() >= size && MemorySegment.mismatch(key, 0, size, wanted, 0, size) < 0;
    }

    /** The one key. */
    static KeyFilter key(byte[] key) {
        MemorySegment wanted = MemorySegment.ofArray(key.clone());
        return found -> found.mismatch(wanted) < 0;
    }
}
