package io.etcdbr.storage.sftp;

import java.io.EOFException;
import java.net.SocketException;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.DisconnectReason;
import net.schmizz.sshj.transport.TransportException;

/** Tells a connection that broke from a server that refuses: sshj wraps both in the same exceptions. */
final class BrokenConnection {
    /** The thread that reads the connection tells others of the end first, and then marks the client as disconnected. */
    private static final int PATIENCE_MILLIS = 500;

    private BrokenConnection() {}

    /** Whether {@code failure} came of the connection's end; may wait for half a second to be sure. */
    static boolean explains(Throwable failure, SSHClient client) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            boolean lost = cause instanceof TransportException transport
                    && (transport.getDisconnectReason() == DisconnectReason.UNKNOWN
                            || transport.getDisconnectReason() == DisconnectReason.CONNECTION_LOST);
            if (lost || cause instanceof EOFException || cause instanceof SocketException) {
                return true;
            }
        }
        try {
            for (int waited = 0; waited < PATIENCE_MILLIS && client.isConnected(); waited += 20) {
                Thread.sleep(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !client.isConnected();
    }
}
