package io.etcdbr.lookup;

import java.io.IOException;

/** Takes changes: object by object, the oldest first. */
public interface HistorySink {

    void change(PastChange change) throws IOException;

    /** Nothing follows. */
    void end() throws IOException;
}
