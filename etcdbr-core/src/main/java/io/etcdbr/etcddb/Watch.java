package io.etcdbr.etcddb;

import java.io.IOException;

/** Is told how far a check has come. */
@FunctionalInterface
public interface Watch {
    /** For where nobody looks. */
    Watch NONE = bytes -> {};

    /**
     * So many bytes more were looked at. Two threads call it at once, each every MiB at least.
     *
     * @throws IOException to end the check, which throws it on
     */
    void passed(long bytes) throws IOException;
}
