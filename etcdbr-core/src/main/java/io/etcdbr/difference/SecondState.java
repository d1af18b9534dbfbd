package io.etcdbr.difference;

import io.etcdbr.etcddb.KeyVisitor;
import io.etcdbr.etcddb.Keys;
import io.etcdbr.etcddb.KnownValues;
import io.etcdbr.lookup.LivingKeys;
import java.io.IOException;
import java.util.List;

/**
 * The state that is compared with the first one. What is compared is read once, or once more if the two turn out to have different
 * histories.
 */
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

    /** The same for names to be looked up in it. */
    default LivingKeys living() {
        return new LivingKeys() {
            @Override
            public void named(String key, KeyVisitor visitor) throws IOException {
                each(KeySelection.keys(List.of(key)), visitor);
            }

            @Override
            public void below(String prefix, KeyVisitor visitor) throws IOException {
                each(prefix.isEmpty() ? KeySelection.all() : KeySelection.beginningWith(List.of(prefix)), visitor);
            }
        };
    }

    static SecondState of(Keys keys) {
        return (selection, visitor) -> keys.newest(selection.filter(), visitor);
    }
}
