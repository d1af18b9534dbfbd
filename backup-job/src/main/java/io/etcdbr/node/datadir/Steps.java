package io.etcdbr.node.datadir;

import java.io.IOException;

/** Looks over the shoulder of a swap. */
@FunctionalInterface
public interface Steps {
    /**
     * Called before each single change of the disk.
     *
     * @param what is about to be done, for people
     * @throws IOException if it must not be done now, such as if somebody put etcd's manifest back
     */
    void before(String what) throws IOException;
}
