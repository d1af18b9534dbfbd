package io.etcdbr.etcddb;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Knows where changes of a key may be, where going through all of them is costly. */
public interface KeyHints {
    /** Knows nothing. */
    KeyHints NONE = (wanted, newestOnly) -> Optional.empty();

    /**
     * The revisions of all changes of wanted keys that the database may hold, ascending, none twice; perhaps others as well. Empty
     * if going through all is better.
     *
     * @param newestOnly whether few of the changes will be read in the end, and not all
     */
    Optional<List<Revision>> revisions(KeyFilter wanted, boolean newestOnly) throws IOException;
}
