package io.etcdbr.difference;

import io.etcdbr.etcddb.KeyFilter;
import io.etcdbr.etcddb.KeyVisitor;
import java.io.IOException;

/** The state that is compared with the first one. It is read once. */
@FunctionalInterface
public interface SecondState {

    /** Shows each wanted key that lives, once, in any order. What is shown need not outlast the visitor's call. */
    void each(KeyFilter filter, KeyVisitor visitor) throws IOException;
}
