package io.etcdbr.storage.sftp;

import java.io.IOException;
import java.util.EnumSet;
import net.schmizz.sshj.sftp.RenameFlags;
import net.schmizz.sshj.sftp.Response.StatusCode;
import net.schmizz.sshj.sftp.SFTPException;

/**
 * Gives a finished file its name, at once and never over another file.
 *
 * <p>By a hard link where the server offers them, which fails if the name is taken. Without, by the rename of version 3, which
 * must fail then as well (draft-ietf-secsh-filexfer-02, section 6.5; OpenSSH's does so without a gap), after a look of our own
 * for servers that do not keep to it. A server that has only {@code posix-rename@openssh.com} overwrites: there the look alone
 * protects.
 */
final class Publication {
    private Publication() {}

    /** @return false if the name is taken; {@code unfinished} is still there then, and where nothing may be removed */
    static boolean publish(SftpSession session, String unfinished, String name) throws IOException {
        if (session.supportsServerExtension("hardlink", "openssh.com")) {
            try {
                session.hardLink(unfinished, name);
                removeIfAllowed(session, unfinished);
                return true;
            } catch (SFTPException e) {
                // The name is taken, or the server's file system has no hard links.
                requireAnswer(e);
            }
        }
        return !isThere(session, name) && rename(session, unfinished, name);
    }

    /** The object has its name by then. A directory where nothing may be removed keeps a second name, which no listing shows. */
    private static void removeIfAllowed(SftpSession session, String unfinished) throws IOException {
        try {
            RemoteObjects.remove(session, unfinished);
        } catch (SFTPException e) {
            requireAnswer(e);
        }
    }

    private static boolean rename(SftpSession session, String unfinished, String name) throws IOException {
        try {
            session.rename(unfinished, name, EnumSet.noneOf(RenameFlags.class));
        } catch (SFTPException e) {
            requireAnswer(e);
            if (isThere(session, name)) {
                return false;
            }
            if (e.getStatusCode() != StatusCode.OP_UNSUPPORTED) {
                throw e;
            }
            session.rename(unfinished, name, EnumSet.of(RenameFlags.OVERWRITE, RenameFlags.ATOMIC));
        }
        return true;
    }

    private static boolean isThere(SftpSession session, String path) throws IOException {
        try {
            session.lstat(path);
            return true;
        } catch (SFTPException e) {
            if (e.getStatusCode() == StatusCode.NO_SUCH_FILE) {
                return false;
            }
            throw e;
        }
    }

    /** Without an answer nothing is known, and nothing else may be tried. */
    private static void requireAnswer(SFTPException e) throws SFTPException {
        if (e.getStatusCode() == StatusCode.UNKNOWN) {
            throw e;
        }
    }
}
