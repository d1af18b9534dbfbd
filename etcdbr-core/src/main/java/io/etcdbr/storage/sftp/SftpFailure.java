package io.etcdbr.storage.sftp;

import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import net.schmizz.sshj.sftp.Response.StatusCode;
import net.schmizz.sshj.sftp.SFTPException;

/**
 * Says in the SPI's words what a server said. Version 3 of SFTP has one word, "Failure", for almost everything, so the server's
 * file system is asked for its state.
 */
record SftpFailure(SftpSettings settings) {
    /** Below this a file system is called full: no write of the usual size fits. */
    private static final long NOTHING = 256 * 1024;

    StoreException of(String what, String path, IOException e, Connection connection) {
        if (e instanceof StoreException own) {
            return own;
        }
        String problem = "could not " + what + " " + path + " on " + settings.host();
        if (!(e instanceof SFTPException answer) || answer.getStatusCode() == StatusCode.UNKNOWN) {
            return new StoreException(
                    Reason.UNAVAILABLE,
                    problem + ": the connection broke (" + e.getMessage() + ")",
                    "Try again; if it happens again, look at the network and the server's log",
                    e);
        }
        return switch (answer.getStatusCode()) {
            case NO_SUCH_FILE, NO_SUCH_PATH ->
                new StoreException(Reason.MISSING, problem + ": it is not there (any more)", "", e);
            case PERMISSION_DENIED, WRITE_PROTECT ->
                new StoreException(
                        Reason.REFUSED,
                        problem + ": user " + settings.host().user() + " has no permission",
                        "Give that user the right to read and write below " + settings.root() + " on the server",
                        e);
            case NO_SPACE_ON_FILESYSTEM, QUOTA_EXCEEDED -> full(problem, "the server's disk or quota is full", answer);
            case OP_UNSUPPORTED ->
                new StoreException(Reason.UNSUPPORTED, problem + ": the server cannot do this", "", e);
            default -> byFileSystem(problem, answer, connection);
        };
    }

    private StoreException byFileSystem(String problem, SFTPException e, Connection connection) {
        Optional<SftpSession.FileSystemState> found = state(connection);
        String left = found.map(state ->
                        String.format(Locale.ROOT, " (%,d of %,d bytes left there)", state.available(), state.total()))
                .orElse("");
        if (found.isPresent() && found.get().readOnly()) {
            return new StoreException(
                    Reason.REFUSED,
                    problem + ": the file system of " + settings.root() + " is mounted read-only there",
                    "Mount it writable",
                    e);
        }
        if (found.isPresent() && found.get().available() < NOTHING) {
            return full(problem, "the server's file system is full" + left, e);
        }
        if (found.isPresent() && found.get().outOfInodes()) {
            return full(problem, "the server's file system can take no more files" + left, e);
        }
        return new StoreException(
                Reason.UNAVAILABLE,
                problem + ": the server says only '" + e.getMessage() + "'" + left,
                "Look into the server's log, and at the quota of user "
                        + settings.host().user(),
                e);
    }

    private Optional<SftpSession.FileSystemState> state(Connection connection) {
        if (!connection.isUsable() || !connection.session().supportsServerExtension("statvfs", "openssh.com")) {
            return Optional.empty();
        }
        try {
            return Optional.of(connection.call(session -> session.fileSystemOf(settings.root())));
        } catch (IOException unknown) {
            return Optional.empty();
        }
    }

    private static StoreException full(String problem, String found, SFTPException e) {
        return new StoreException(
                Reason.NO_SPACE, problem + ": " + found, "Free some space there, or prune with a stricter policy", e);
    }
}
