package io.etcdbr.job.etcd;

import io.etcdbr.error.Failure;
import java.io.IOException;

/** A member broke off while its snapshot was read; another member may do. */
public final class SourceException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    public SourceException(Failure failure, Throwable cause) {
        super(failure.sentence(), cause);
        this.failure = failure;
    }

    public SourceException(Failure failure) {
        super(failure.sentence());
        this.failure = failure;
    }

    public Failure failure() {
        return failure;
    }
}
