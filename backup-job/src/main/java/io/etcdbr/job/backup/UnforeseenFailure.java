package io.etcdbr.job.backup;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An exception of one store that nobody foresaw, told as a failure of that store, so that it costs no other its backup. */
public final class UnforeseenFailure {
    private static final Logger LOG = LoggerFactory.getLogger(UnforeseenFailure.class);

    private UnforeseenFailure() {}

    /**
     * @param what the work and the store, such as "storing to file:///mnt"
     * @return {@link ExitCode#INTERNAL}, and a stack trace in the log, unless {@code e} says better
     */
    public static Failure of(String what, RuntimeException e) {
        if (e instanceof EtcdbrException known) {
            return known.failure();
        }
        LOG.error("An exception that nobody foresaw, while {}", what, e);
        return new Failure(ExitCode.INTERNAL, what + " failed unexpectedly: " + e, "");
    }
}
