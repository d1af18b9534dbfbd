package io.etcdbr.storage.sftp;

import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.schmizz.sshj.sftp.FileAttributes;
import net.schmizz.sshj.sftp.FileMode;
import net.schmizz.sshj.sftp.OpenMode;
import net.schmizz.sshj.sftp.Response.StatusCode;
import net.schmizz.sshj.sftp.SFTPException;

/** Single steps below the root, in which "it is not there" is an answer and not a failure. */
record RemoteObjects(SftpSettings settings) {
    private static final FileAttributes OWNER_ONLY =
            new FileAttributes.Builder().withPermissions(0600).build();

    /** A regular file's attributes. */
    Optional<FileAttributes> find(SftpSession session, String path) throws IOException {
        try {
            FileAttributes attributes = session.lstat(path);
            return Optional.of(attributes).filter(found -> found.getType() == FileMode.Type.REGULAR);
        } catch (SFTPException e) {
            return switch (e.getStatusCode()) {
                case NO_SUCH_FILE, NO_SUCH_PATH -> {
                    requireRoot(session);
                    yield Optional.empty();
                }
                // Also the answer if a part of the path is a file.
                case FAILURE, NOT_A_DIRECTORY -> {
                    if (RemoteFolders.isDirectory(session, RemoteFolders.above(path))) {
                        throw e;
                    }
                    yield Optional.empty();
                }
                default -> throw e;
            };
        }
    }

    /** What is in a folder; nothing if there is no such folder. */
    List<SftpSession.Entry> entries(SftpSession session, String path) throws IOException {
        try {
            return session.entries(path);
        } catch (SFTPException e) {
            if (e.getStatusCode() == StatusCode.UNKNOWN) {
                throw e;
            }
            if (e.getStatusCode() == StatusCode.NO_SUCH_FILE) {
                requireRoot(session);
                return List.of();
            }
            if (find(session, path).isPresent()) {
                return List.of();
            }
            throw e;
        }
    }

    /** Creates a file that was not there, and the folders above it. */
    SftpFile createExclusive(SftpSession session, String path) throws IOException {
        Set<OpenMode> modes = EnumSet.of(OpenMode.WRITE, OpenMode.CREAT, OpenMode.EXCL);
        try {
            return session.openFile(path, modes, OWNER_ONLY);
        } catch (SFTPException e) {
            if (e.getStatusCode() != StatusCode.NO_SUCH_FILE) {
                throw e;
            }
            requireRoot(session);
            RemoteFolders.create(session, RemoteFolders.above(path));
            return session.openFile(path, modes, OWNER_ONLY);
        }
    }

    /** @return whether it was there */
    static boolean remove(SftpSession session, String path) throws IOException {
        try {
            session.remove(path);
            return true;
        } catch (SFTPException e) {
            if (e.getStatusCode() == StatusCode.NO_SUCH_FILE) {
                return false;
            }
            throw e;
        }
    }

    /** A share that is not mounted on the server any more must not look like an empty store. */
    private void requireRoot(SftpSession session) throws IOException {
        if (!RemoteFolders.isDirectory(session, settings.root())) {
            throw new StoreException(
                    Reason.UNAVAILABLE,
                    "directory " + settings.root() + " is gone on " + settings.host(),
                    "Mount again what belongs there");
        }
    }
}
