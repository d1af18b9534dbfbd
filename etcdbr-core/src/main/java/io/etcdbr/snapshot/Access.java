package io.etcdbr.snapshot;

/** How a stored backup is going to be read. A local file is mapped either way. */
public enum Access {
    /** Much of it, in any order: it is fetched and proven whole first. */
    SCAN,
    /**
     * Some few keys: only what they need is fetched, and proven by the checksums of the compression and the encryption alone.
     * Becomes {@link #SCAN} where that is not possible.
     */
    POINT
}
