package io.etcdbr.job.etcd;

import java.io.IOException;

/** A compaction has taken away the revision that was read. */
public final class CompactedException extends IOException {
    private static final long serialVersionUID = 1L;

    public CompactedException(long revision, Throwable cause) {
        super("etcd has compacted revision " + revision + " while it was read", cause);
    }
}
