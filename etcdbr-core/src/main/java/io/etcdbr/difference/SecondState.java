package io.etcdbr.difference;

import io.etcdbr.etcddb.KeyVisitor;
import io.etcdbr.etcddb.Keys;
import io.etcdbr.etcddb.KnownValues;
import java.io.IOException;

/** The state that is compared with the first one. It is read once, or once more if the two turn out to have different histories. */
@FunctionalInterface
public interface SecondState {

    /** Shows each selected key that lives, once, in any order. What is shown need not outlast the visitor's call. */
    void each(KeySelection selection, KeyVisitor visitor) throws IOException;

    /**
     * As {@link #each(KeySelection, KeyVisitor)}, where reading values is what lasts. Each key is given to {@code known} first, and shown
     * only if it does not know its value; a state that has values at hand asks it nothing.
     */
    default void each(KeySelection selection, KnownValues known, KeyVisitor visitor) throws IOException {
        each(selection, visitor);
    }

    static SecondState of(Keys keys) {
        return (selection, visitor) -> keys.newest(selection.filter(), visitor);
    }
}
