package io.etcdbr.storage.sftp;

import java.io.IOException;
import net.schmizz.sshj.sftp.FileAttributes;
import net.schmizz.sshj.sftp.FileMode;
import net.schmizz.sshj.sftp.Response.StatusCode;
import net.schmizz.sshj.sftp.SFTPException;

/** Directories on the server that only their owner may enter. */
final class RemoteFolders {
    private static final FileAttributes OWNER_ONLY =
            new FileAttributes.Builder().withPermissions(0700).build();

    private RemoteFolders() {}

    /** Creates {@code path} and what is missing above it. */
    static void create(SftpSession session, String path) throws IOException {
        try {
            session.makeDir(path, OWNER_ONLY);
        } catch (SFTPException e) {
            if (isDirectory(session, path)) {
                return;
            }
            if (e.getStatusCode() != StatusCode.NO_SUCH_FILE || above(path).isEmpty()) {
                throw e;
            }
            create(session, above(path));
            create(session, path);
        }
    }

    static boolean isDirectory(SftpSession session, String path) throws IOException {
        try {
            return session.stat(path).getType() == FileMode.Type.DIRECTORY;
        } catch (SFTPException e) {
            if (e.getStatusCode() == StatusCode.UNKNOWN) {
                throw e;
            }
            return false;
        }
    }

    static String above(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }
}
