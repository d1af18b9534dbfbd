package io.etcdbr.storage.filesystem;

import io.etcdbr.storage.HiddenName;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a finished file its name, at once and never over another file. A plain {@code rename(2)} would overwrite, and Java
 * does not offer {@code RENAME_NOREPLACE}.
 */
final class Publication {
    private static final Logger LOG = LoggerFactory.getLogger(Publication.class);

    private Publication() {}

    /** @return false if the name is taken; {@code unfinished} is still there then, and where nothing may be removed */
    static boolean publish(Path unfinished, Path name) throws IOException {
        try {
            return byLink(unfinished, name);
        } catch (NoSuchFileException | AccessDeniedException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            // SMB shares, exFAT, some FUSE file systems: no hard links, told by many different error numbers.
            return byClaim(unfinished, name);
        }
    }

    private static boolean byLink(Path unfinished, Path name) throws IOException {
        try {
            Files.createLink(name, unfinished);
        } catch (FileAlreadyExistsException e) {
            // NFS repeats a request whose answer was lost, and then meets its own link: open(2), "O_EXCL".
            if (!Files.isSameFile(unfinished, name)) {
                return false;
            }
        }
        removeIfAllowed(unfinished);
        return true;
    }

    /** The object has its name by then. A directory where nothing may be removed keeps a second name, which no listing shows. */
    private static void removeIfAllowed(Path unfinished) throws IOException {
        try {
            Files.deleteIfExists(unfinished);
        } catch (FileSystemException e) {
            LOG.debug("An unfinished file stays path={}", unfinished, e);
        }
    }

    /**
     * Whoever creates the claim may look whether the name is free and rename; all who publish this way are kept apart. A claim
     * that a killed process left blocks this one name only, until leftovers are removed.
     */
    static boolean byClaim(Path unfinished, Path name) throws IOException {
        Path claim = name.resolveSibling(HiddenName.claim(String.valueOf(name.getFileName())));
        try {
            Files.createFile(claim);
        } catch (FileAlreadyExistsException e) {
            return false;
        }
        try {
            if (Files.exists(name, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
            Files.move(unfinished, name, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } finally {
            Files.deleteIfExists(claim);
        }
    }
}
