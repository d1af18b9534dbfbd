package io.etcdbr.storage.sftp;

import io.etcdbr.storage.StoreException;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.sftp.Response.StatusCode;
import net.schmizz.sshj.sftp.SFTPException;

/** A connection to the server with one SFTP session, used by one operation, writer or stream at a time. */
final class Connection {
    /** Work on a session. */
    interface Action<T> {
        T run(SftpSession session) throws IOException;
    }

    private final SSHClient client;
    private final Socket socket;
    private final Runnable beneath;
    private final SftpSession session;
    private final ScheduledExecutorService watch;
    private final Duration patience;
    private volatile boolean broken;
    private volatile boolean silent;
    private volatile long lastUsed = System.nanoTime();

    /**
     * @param socket the one that everything goes through, so that closing it frees whoever waits for the server
     * @param beneath ends what the connection rests on, such as the one to the jump host
     */
    Connection(
            SSHClient client,
            Socket socket,
            Runnable beneath,
            SftpSession session,
            ScheduledExecutorService watch,
            Duration patience) {
        this.client = client;
        this.socket = socket;
        this.beneath = beneath;
        this.session = session;
        this.watch = watch;
        this.patience = patience;
    }

    /**
     * Runs {@code action} on the session. sshj waits for each answer only so long, but for ever where the network takes no
     * more bytes; so the socket is closed if the action makes no progress for longer than that.
     */
    <T> T call(Action<T> action) throws IOException {
        Future<?> alarm = alarm(patience.multipliedBy(5).dividedBy(4), this::giveUp);
        try {
            T result = action.run(session);
            lastUsed = System.nanoTime();
            return result;
        } catch (SFTPException e) {
            if (e.getStatusCode() == StatusCode.UNKNOWN) {
                throw broke(e);
            }
            throw e;
        } catch (IOException e) {
            throw broke(e);
        } catch (RuntimeException e) {
            // What sshj throws of this kind speaks of a dead transport.
            throw broke(new IOException(String.valueOf(e.getMessage()), e));
        } finally {
            alarm.cancel(false);
        }
    }

    private IOException broke(IOException e) {
        if (e instanceof StoreException) {
            return e;
        }
        broken = true;
        boolean timedOut = silent || e.getCause() instanceof TimeoutException;
        return timedOut ? new IOException("no answer for " + patience.toMillis() / 1000.0 + " seconds", e) : e;
    }

    private void giveUp() {
        silent = true;
        kill();
    }

    private Future<?> alarm(Duration after, Runnable what) throws IOException {
        try {
            return watch.schedule(what, after.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            throw new IOException("the store is closed", e);
        }
    }

    boolean isUsable() {
        return !broken && client.isConnected() && session.getSubsystem().isOpen();
    }

    Duration idle() {
        return Duration.ofNanos(System.nanoTime() - lastUsed);
    }

    SftpSession session() {
        return session;
    }

    /** Ends it at once, and whatever waits for it. */
    void kill() {
        broken = true;
        try {
            socket.close();
        } catch (IOException e) {
            // It is as good as closed.
        }
    }

    /** Ends it politely, as far as the server goes along. */
    void close() {
        try {
            Future<?> alarm = alarm(Duration.ofSeconds(2), this::kill);
            if (isUsable()) {
                session.close();
            }
            client.disconnect();
            alarm.cancel(false);
        } catch (IOException | RuntimeException e) {
            // There is nothing left to lose.
        } finally {
            kill();
            beneath.run();
        }
    }
}
