package io.etcdbr.job.etcd.http2;

import java.io.IOException;

/** Nothing moved for longer than allowed. */
public final class StalledException extends IOException {

    private static final long serialVersionUID = 1L;

    public StalledException(String message) {
        super(message);
    }
}
