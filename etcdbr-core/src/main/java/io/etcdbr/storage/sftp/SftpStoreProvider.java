package io.etcdbr.storage.sftp;

import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import io.etcdbr.storage.StoreLocation;
import io.etcdbr.storage.StoreOption;
import io.etcdbr.storage.StoreProvider;
import java.io.IOException;
import java.util.List;
import net.schmizz.sshj.sftp.FileMode;
import net.schmizz.sshj.sftp.Response.StatusCode;
import net.schmizz.sshj.sftp.SFTPException;

/**
 * Opens directories on SSH servers. The path is absolute; one that begins with {@code /~/} goes from the user's home. The
 * server's host key must be known beforehand and is never accepted on sight.
 *
 * <p>A file's bytes are made durable before it gets its name, where the server offers {@code fsync@openssh.com}; SFTP has no
 * way to do the same for the directory.
 */
public final class SftpStoreProvider implements StoreProvider {

    @Override
    public String scheme() {
        return "sftp";
    }

    @Override
    public List<StoreOption> options() {
        return SftpOption.all();
    }

    @Override
    public Store open(StoreLocation location) throws StoreException {
        SftpSettings settings = SftpSettings.of(location);
        SftpStore store = new SftpStore(settings);
        try {
            store.run("open", settings.root(), session -> requireDirectory(session, settings));
            return store;
        } catch (StoreException e) {
            store.close();
            throw e;
        }
    }

    private static boolean requireDirectory(SftpSession session, SftpSettings settings) throws IOException {
        try {
            if (session.stat(settings.root()).getType() == FileMode.Type.DIRECTORY) {
                return true;
            }
            throw new StoreException(
                    Reason.REFUSED,
                    settings.root() + " on " + settings.host() + " is not a directory",
                    "Name a directory");
        } catch (SFTPException e) {
            if (e.getStatusCode() != StatusCode.NO_SUCH_FILE) {
                throw e;
            }
            if (!settings.create()) {
                throw new StoreException(
                        Reason.REFUSED,
                        "directory " + settings.root() + " does not exist on " + settings.host(),
                        "Create or mount it there, or add ?create=true to have it created",
                        e);
            }
            RemoteFolders.create(session, settings.root());
            return true;
        }
    }
}
