package io.etcdbr.storage.sftp;

import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import net.schmizz.sshj.connection.channel.OpenFailException;

/** Says why no connection came about. */
record ConnectFailure(SftpSettings settings) {

    StoreException of(SshHost host, Exception e) {
        String where = "host " + host.address()
                + settings.jump()
                        .filter(jump -> !jump.equals(host))
                        .map(jump -> " behind " + jump.address())
                        .orElse("");
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            String found = found(cause);
            if (!found.isEmpty()) {
                return new StoreException(
                        Reason.UNAVAILABLE, where + " " + found, "Check address, port, firewall and server", e);
            }
        }
        String message = String.valueOf(e.getMessage());
        if (message.contains("Unable to reach a settlement")) {
            return new StoreException(
                    Reason.REFUSED,
                    where + " has no algorithm in common with this program: " + message,
                    "Update the server, or allow aes-gcm or aes-ctr there",
                    e);
        }
        return new StoreException(
                Reason.UNAVAILABLE,
                where + " broke off while the connection was made: " + message,
                "Check that an SSH server listens there and look into its log",
                e);
    }

    private String found(Throwable cause) {
        String late = "did not answer within " + settings.connectTimeout().toMillis() / 1000.0 + " seconds";
        return switch (cause) {
            case UnknownHostException unknown -> "has no address";
            case OpenFailException refused -> "cannot be reached from there: " + refused.getMessage();
            case NoRouteToHostException none -> "cannot be reached: no route";
            case ConnectException refused -> "refuses connections";
            case SocketTimeoutException timeout -> late;
            case TimeoutException timeout -> late;
            default -> "";
        };
    }

    StoreException stalled(Exception e) {
        return new StoreException(
                Reason.UNAVAILABLE,
                "host " + settings.host().address() + " stopped answering while the connection was made",
                "Look at the network and the server's log",
                e);
    }

    StoreException noSftp(Exception e) {
        return new StoreException(
                Reason.REFUSED,
                "host " + settings.host().address() + " lets user "
                        + settings.host().user() + " in, but not use SFTP",
                "Enable the sftp subsystem for that user on the server",
                e);
    }

    StoreException chatter(Exception e) {
        return new StoreException(
                Reason.REFUSED,
                "host " + settings.host().address() + " answers with text where SFTP should be",
                "Make the login scripts of user " + settings.host().user() + " print nothing",
                e);
    }
}
