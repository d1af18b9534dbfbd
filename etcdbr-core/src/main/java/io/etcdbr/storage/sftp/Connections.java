package io.etcdbr.storage.sftp;

import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import io.etcdbr.storage.StoreLocation;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Lends connections. Writers and streams have one of their own, so that ending one of them disturbs no other; what is free is
 * used again.
 */
final class Connections {
    /** OpenSSH drops logins at random from ten at once on (sshd_config, MaxStartups). */
    private static final int LOGINS_AT_ONCE = 4;

    private static final int KEPT = 4;
    /** A connection that was left alone for longer may have been forgotten by a firewall. */
    private static final Duration FRESH = Duration.ofSeconds(60);

    private final StoreLocation location;
    private final Connector connector;
    private final Semaphore logins = new Semaphore(LOGINS_AT_ONCE);
    private final Deque<Connection> free = new ArrayDeque<>();
    private final Set<Connection> lent = new HashSet<>();
    private boolean closed;

    Connections(StoreLocation location, Connector connector) {
        this.location = location;
        this.connector = connector;
    }

    /** A connection that the caller must give back with {@link #release}. */
    Connection lend() throws StoreException {
        Connection connection = takeFree();
        if (connection != null) {
            return connection;
        }
        logins.acquireUninterruptibly();
        try {
            // Somebody may have given one back while this one waited.
            connection = takeFree();
            return connection != null ? connection : keep(connector.connect());
        } finally {
            logins.release();
        }
    }

    private @Nullable Connection takeFree() throws StoreException {
        while (true) {
            Connection connection;
            synchronized (this) {
                requireOpen();
                connection = free.poll();
                if (connection == null) {
                    return null;
                }
                if (connection.isUsable() && connection.idle().compareTo(FRESH) < 0) {
                    lent.add(connection);
                    return connection;
                }
            }
            connection.close();
        }
    }

    private Connection keep(Connection connection) throws StoreException {
        synchronized (this) {
            if (!closed) {
                lent.add(connection);
                return connection;
            }
        }
        connection.close();
        throw closed();
    }

    void release(Connection connection) {
        boolean keep;
        synchronized (this) {
            lent.remove(connection);
            keep = !closed && connection.isUsable() && free.size() < KEPT;
            if (keep) {
                free.push(connection);
            } else if (!connection.isUsable()) {
                // What broke one has most likely broken the others, only nobody has noticed yet.
                free.forEach(Connection::kill);
            }
        }
        if (!keep) {
            connection.close();
        }
    }

    void close() {
        List<Connection> idle;
        synchronized (this) {
            closed = true;
            idle = new ArrayList<>(free);
            free.clear();
            lent.forEach(Connection::kill);
        }
        idle.forEach(Connection::close);
    }

    private synchronized void requireOpen() throws StoreException {
        if (closed) {
            throw closed();
        }
    }

    private StoreException closed() {
        return new StoreException(Reason.UNAVAILABLE, "store " + location + " is closed", "");
    }
}
