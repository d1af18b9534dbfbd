package io.etcdbr.nodefiles;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file of the node could not be read as it was found a moment before: it is gone, shorter, or cannot be read. */
public final class NodeFileException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param what a clause such as "became shorter while it was archived" */
    NodeFileException(Path path, String what) {
        super("the included file '" + path + "' " + what);
    }

    NodeFileException(Path path, IOException cause) {
        super(
                "the included file '" + path + "' "
                        + (cause instanceof NoSuchFileException
                                ? "is not there any more"
                                : "cannot be read: " + cause.getMessage()),
                cause);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
