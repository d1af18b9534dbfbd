package io.etcdbr.job.etcd;

import java.io.InputStream;

/** The bytes of {@code Maintenance/Snapshot} of one member. */
public abstract class SnapshotStream extends InputStream {

    /** How many bytes are still to come by etcd's own count, or -1 before the first byte. */
    public abstract long remaining();

    /** Ends the call, from any thread; nothing is waited for. */
    @Override
    public abstract void close();
}
