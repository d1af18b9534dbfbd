package io.etcdbr.storage.sftp;

import java.io.IOException;
import net.schmizz.concurrent.Promise;
import net.schmizz.sshj.sftp.PacketType;
import net.schmizz.sshj.sftp.RemoteFile;
import net.schmizz.sshj.sftp.Response;
import net.schmizz.sshj.sftp.Response.StatusCode;
import net.schmizz.sshj.sftp.SFTPException;

/** An open file on the server. */
final class SftpFile extends RemoteFile {
    private final SftpSession session;

    SftpFile(SftpSession session, String path, byte[] handle) {
        super(session, path, handle);
        this.session = session;
    }

    /** Sends a write and does not wait for its answer. The bytes are copied. */
    Promise<Response, SFTPException> send(long fileOffset, byte[] bytes, int offset, int length) throws IOException {
        return asyncWrite(fileOffset, bytes, offset, length);
    }

    /** Makes what was written durable, where the server can. */
    void sync() throws IOException {
        if (session.supportsServerExtension("fsync", "openssh.com")) {
            session.answer(session.newExtendedRequest("fsync@openssh.com").putString(handle), PacketType.STATUS)
                    .ensureStatusIs(StatusCode.OK);
        }
    }
}
