package io.etcdbr.storage;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import java.io.IOException;

/**
 * A store could not do what it was asked. The provider decides the reason, so nobody else reads messages or status codes.
 */
public final class StoreException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Why. Only {@link #UNAVAILABLE} is worth another try. */
    public enum Reason {
        /** No such object. */
        MISSING(ExitCode.NOT_FOUND),
        /** The object is there already; objects are written once. */
        EXISTS(ExitCode.REFUSED),
        /** Credentials, permissions, host key, or no such bucket or directory. */
        REFUSED(ExitCode.STORE_REFUSED),
        /** Held by object lock. */
        LOCKED(ExitCode.STORE_REFUSED),
        /** The store cannot do this at all. */
        UNSUPPORTED(ExitCode.STORE_REFUSED),
        /** The store is full. */
        NO_SPACE(ExitCode.NO_SPACE),
        /** The bytes that arrived are not the bytes that were sent, or the store answers what no store should. */
        CORRUPT(ExitCode.DAMAGED),
        /** Time-out, refused or cut connection, overload, server error: it may work in a moment. */
        UNAVAILABLE(ExitCode.STORE_UNAVAILABLE);

        private final ExitCode code;

        Reason(ExitCode code) {
            this.code = code;
        }
    }

    private final Reason reason;
    private final String remedy;

    /**
     * @param problem one sentence without a full stop that names the store and the object
     * @param remedy the next step, or an empty string
     */
    public StoreException(Reason reason, String problem, String remedy) {
        super(problem);
        this.reason = reason;
        this.remedy = remedy;
    }

    public StoreException(Reason reason, String problem, String remedy, Throwable cause) {
        super(problem, cause);
        this.reason = reason;
        this.remedy = remedy;
    }

    public Reason reason() {
        return reason;
    }

    public boolean isTransient() {
        return reason == Reason.UNAVAILABLE;
    }

    public Failure failure() {
        return new Failure(reason.code, getMessage(), remedy);
    }

    public EtcdbrException asFailure() {
        return new EtcdbrException(failure(), this);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
