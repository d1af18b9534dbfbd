package io.etcdbr.pipeline;

import java.io.IOException;

/** Stored bytes are not what they should be. The message is a clause that completes "ID is damaged: ". */
public final class DamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    public DamagedException(String message) {
        super(message);
    }

    public DamagedException(String message, Throwable cause) {
        super(message, cause);
    }
}
