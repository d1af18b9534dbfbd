package io.etcdbr.disk;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.Failure;
import java.io.IOException;
import java.nio.file.FileSystemException;

/** The disk's fault, not that of whoever gives or takes the bytes. */
public final class DiskException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    public DiskException(Failure failure, IOException cause) {
        super(failure.problem(), cause);
        this.failure = failure;
    }

    public EtcdbrException asFailure() {
        return new EtcdbrException(failure, this);
    }

    /** What the system said, without the name of the file. */
    public static String cause(IOException failure) {
        return failure instanceof FileSystemException named && named.getReason() != null
                ? named.getReason()
                : failure.getClass().getSimpleName() + " " + failure.getMessage();
    }

    /** Whether the disk or a quota is used up. */
    public static boolean isFull(IOException failure) {
        return String.valueOf(failure.getMessage()).matches("(?is).*(no space left|quota exceeded).*");
    }
}
