package io.etcdbr.node.stage;

import io.etcdbr.disk.DiskException;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import java.io.IOException;
import java.nio.file.FileSystemException;

/** What it means that a file of the node cannot be read or written. */
final class DiskTrouble {
    private DiskTrouble() {}

    /** @param what happened because of it, for the beginning of the sentence */
    static EtcdbrException failure(String what, IOException cause) {
        boolean full = DiskException.isFull(cause);
        String where = cause instanceof FileSystemException file && file.getFile() != null ? file.getFile() + ": " : "";
        return new EtcdbrException(
                new Failure(
                        full ? ExitCode.NO_SPACE : ExitCode.REFUSED,
                        what + ": " + where + DiskException.cause(cause),
                        full
                                ? "Make room on that disk of the node; nothing of the running cluster was changed"
                                : "Look at that path on the node; nothing of the running cluster was changed"),
                cause);
    }
}
