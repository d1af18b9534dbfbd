package io.etcdbr.disk;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import java.nio.file.Path;

/** Room on a disk. */
public final class FreeSpace {
    private FreeSpace() {}

    /**
     * @param remedy what to do where there is too little
     * @throws EtcdbrException {@link ExitCode#NO_SPACE} if it is known that {@code size} bytes do not fit
     */
    public static void require(Path directory, long size, String remedy) {
        // Not by Files.getFileStore: it looks for the mount, which a chroot may not see. 0 stands for unknown as well.
        long free = directory.toFile().getUsableSpace();
        if (free > 0 && free < size) {
            throw new EtcdbrException(
                    ExitCode.NO_SPACE,
                    "the disk of " + directory + " has " + free + " bytes free; expected at least " + size,
                    remedy);
        }
    }
}
