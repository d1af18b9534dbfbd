package io.etcdbr.node.host;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** A rename is not possible: the two paths are on different file systems, or under different mounts of one. */
public final class OtherFileSystemException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    OtherFileSystemException(Path from, Path to) {
        super(from.toString(), to.toString(), "they are on different file systems or mounts");
    }
}
