package io.etcdbr.etcddb;

import java.io.IOException;

/** Tells of keys whether their values need to be read. */
@FunctionalInterface
public interface KnownValues {
    /** What {@link #size} says of a key whose value has to be read. */
    long UNKNOWN = -1;

    /** Of which no value is known. */
    KnownValues NONE = _ -> UNKNOWN;

    /**
     * The bytes of a value that need not be read, and then is not: this call is the only one with its key. Otherwise {@link #UNKNOWN}.
     *
     * @param name the key with its revisions; its value is empty
     * @throws IOException ends the walk
     */
    long size(KeyValue name) throws IOException;
}
