package io.etcdbr.etcddb;

import java.io.IOException;

/** Is shown the keys that live. */
@FunctionalInterface
public interface KeyVisitor {

    /**
     * @param value the newest of its key; its segments are slices of the file
     * @throws IOException ends the walk
     */
    void key(KeyValue value) throws IOException;
}
