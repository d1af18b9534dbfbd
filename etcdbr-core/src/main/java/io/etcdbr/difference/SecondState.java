package io.etcdbr.difference;

import io.etcdbr.etcddb.KeyVisitor;
import io.etcdbr.etcddb.Keys;
import java.io.IOException;

/** The state that is compared with the first one. It is read once. */
@FunctionalInterface
public interface SecondState {

    /** Shows each selected key that lives, once, in any order. What is shown need not outlast the visitor's call. */
    void each(KeySelection selection, KeyVisitor visitor) throws IOException;

    static SecondState of(Keys keys) {
        return (selection, visitor) -> keys.newest(selection.filter(), visitor);
    }
}
