package io.etcdbr.job.etcd.http2;

import java.io.IOException;

/** Something answers, but it is no etcd client port, or one that is to be spoken to differently. */
public final class WrongServiceException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String remedy;

    /** @param problem a clause that begins with "it" */
    public WrongServiceException(String problem, String remedy) {
        super(problem);
        this.remedy = remedy;
    }

    public String remedy() {
        return remedy;
    }
}
