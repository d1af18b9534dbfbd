package io.etcdbr.pipeline;

import java.io.IOException;

/** None of the identities at hand opens the encrypted object. */
public final class IdentityException extends IOException {
    private static final long serialVersionUID = 1L;

    public IdentityException(String message) {
        super(message);
    }
}
