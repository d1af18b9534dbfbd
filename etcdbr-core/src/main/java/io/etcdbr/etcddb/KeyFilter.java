package io.etcdbr.etcddb;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

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
        return new Prefix(prefix);
    }

    /** The one key. */
    static KeyFilter key(byte[] key) {
        return new Key(key);
    }

    /** Keys that one of them wants; to be preferred to a filter that asks them all, as {@link #and} is. */
    static KeyFilter anyOf(List<KeyFilter> filters) {
        return filters.size() == 1 ? filters.getFirst() : new AnyOf(filters);
    }

    /** Keys that both want; to be preferred to a filter that asks both, since what this one knows of the keys stays known. */
    default KeyFilter and(KeyFilter further) {
        return new Both(this, further);
    }

    /** See {@link #key}. */
    record Key(byte[] key) implements KeyFilter {
        @Override
        public boolean wants(MemorySegment found) {
            return found.mismatch(MemorySegment.ofArray(key)) < 0;
        }
    }

    /** See {@link #prefix}. */
    record Prefix(byte[] prefix) implements KeyFilter {
        @Override
        public boolean wants(MemorySegment found) {
            return found.byteSize() >= prefix.length
                    && MemorySegment.mismatch(found, 0, prefix.length, MemorySegment.ofArray(prefix), 0, prefix.length)
                            < 0;
        }
    }

    /** See {@link #anyOf}. */
    record AnyOf(List<KeyFilter> filters) implements KeyFilter {
        public AnyOf {
            filters = List.copyOf(filters);
        }

        @Override
        public boolean wants(MemorySegment found) throws IOException {
            for (KeyFilter filter : filters) {
                if (filter.wants(found)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** See {@link #and}. */
    record Both(KeyFilter first, KeyFilter second) implements KeyFilter {
        @Override
        public boolean wants(MemorySegment found) throws IOException {
            return first.wants(found) && second.wants(found);
        }
    }
}
