package io.etcdbr.etcddb;

import java.io.IOException;

/** Is shown changes. */
@FunctionalInterface
public interface ChangeVisitor {

    /**
     * @param change of a deletion only the key is set; its segments are slices of the file
     * @throws IOException ends the walk
     */
    void change(Revision revision, KeyValue change) throws IOException;
}
