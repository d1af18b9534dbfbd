package io.etcdbr.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy between a client and a real server, on loopback unless said otherwise, to make the network fail where a test says. It
 * passes everything until it is told otherwise; what it is told holds for connections that exist and for those to come, until {@link #heal}.
 */
public final class FaultProxy implements AutoCloseable {
    /** Seen from the client. */
    public enum Direction {
        UP,
        DOWN
    }

    /** How a connection ends. */
    public enum Ending {
        /** RST: "connection reset". */
        RESET,
        /** FIN both ways: looks like an orderly end. */
        CLOSE
    }

    private static final Duration STALL_PATIENCE = Duration.ofMinutes(2);

    private static final int CONNECT_MILLIS = 60_000;

    private enum Kind {
        CUT_ONCE,
        CUT_EACH,
        STALL
    }

    /** @param limit bytes over all connections since the rule was made; for {@code CUT_EACH} bytes of a connection */
    private record Rule(Kind kind, long limit, Ending ending) {}

    private final InetSocketAddress target;
    private final int port;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final Map<Direction, Rule> rules = new EnumMap<>(Direction.class);
    private final Map<Direction, Long> passed = new EnumMap<>(Direction.class);
    private final Map<Direction, Integer> heldBack = new EnumMap<>(Direction.class);
    private long bytesPerSecond = Long.MAX_VALUE;
    private final AtomicInteger accepted = new AtomicInteger();
    private boolean closed;
    private @Nullable ServerSocket listener;
    private @Nullable Thread acceptor;

    private FaultProxy(InetSocketAddress target) throws IOException {
        this.target = target;
        // Not one that the system chooses: while connections are refused, it would give it to the next client that asks
        // for any.
        this.port = listen(FreePort.take());
    }

    public static FaultProxy to(int portOnLoopback) throws IOException {
        return new FaultProxy(new InetSocketAddress(InetAddress.getLoopbackAddress(), portOnLoopback));
    }

    /** The same on another of this machine's addresses, where the server is too. */
    public static FaultProxy at(String address, int port) throws IOException {
        return new FaultProxy(new InetSocketAddress(address, port));
    }

    /** Where clients must connect to, at the server's address. */
    public int port() {
        return port;
    }

    /** How many connections clients have made so far. */
    public synchronized int connections() {
        return accepted.get();
    }

    /** How many bytes have passed in this direction so far. */
    public synchronized long bytes(Direction direction) {
        return passed.getOrDefault(direction, 0L);
    }

    /** Once, after {@code bytes} more bytes in this direction, all connections end; those made later pass. */
    public synchronized FaultProxy cutAfter(Direction direction, long bytes, Ending ending) {
        rules.put(direction, new Rule(Kind.CUT_ONCE, bytes(direction) + bytes, ending));
        return this;
    }

    /** Every connection ends after {@code bytes} bytes of its own in this direction. */
    public synchronized FaultProxy cutEachAfter(Direction direction, long bytes, Ending ending) {
        rules.put(direction, new Rule(Kind.CUT_EACH, bytes, ending));
        return this;
    }

    /** After {@code bytes} more bytes nothing passes in this direction, but the connections stay open. */
    public synchronized FaultProxy stallAfter(Direction direction, long bytes) {
        rules.put(direction, new Rule(Kind.STALL, bytes(direction) + bytes, Ending.CLOSE));
        return this;
    }

    /** Waits until a stall holds something back in this direction. */
    public FaultProxy awaitStall(Direction direction) throws InterruptedException {
        long end = System.nanoTime() + STALL_PATIENCE.toNanos();
        while (!holdsBack(direction)) {
            if (System.nanoTime() > end) {
                throw new AssertionError(
                        "nothing is held back " + direction + " after " + bytes(direction) + " bytes in all");
            }
            Thread.sleep(5);
        }
        return this;
    }

    private synchronized boolean holdsBack(Direction direction) {
        return heldBack.getOrDefault(direction, 0) > 0;
    }

    /** Each connection passes no more than this in a second, in each direction. */
    public synchronized FaultProxy slow(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
        return this;
    }

    /** New connections are refused ("connection refused"); those that exist live on. */
    public synchronized FaultProxy refuse() throws IOException {
        if (listener != null) {
            listener.close();
            listener = null;
            // The port is free only once the thread in accept() has seen the close.
            try {
                if (acceptor != null) {
                    acceptor.join();
                }
            } catch (InterruptedException e) {
                throw new InterruptedIOException();
            }
        }
        return this;
    }

    /** Ends all connections now; new ones pass. */
    public FaultProxy cutNow(Ending ending) {
        // A copy: as soon as one has ended, its client may make the next, which must pass.
        List.copyOf(connections).forEach(connection -> connection.end(ending));
        return this;
    }

    /** Everything passes again, also what was stalled. */
    public synchronized FaultProxy heal() throws IOException {
        rules.clear();
        bytesPerSecond = Long.MAX_VALUE;
        if (listener == null && !closed) {
            listen(port);
        }
        notifyAll();
        return this;
    }

    @Override
    public void close() throws IOException {
        synchronized (this) {
            closed = true;
            refuse();
            notifyAll();
        }
        cutNow(Ending.RESET);
    }

    private int listen(int wanted) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(target.getAddress(), wanted), 200);
        listener = socket;
        acceptor = Thread.ofVirtual().start(() -> accept(socket));
        return socket.getLocalPort();
    }

    private void accept(ServerSocket socket) {
        while (true) {
            Socket client;
            try {
                client = socket.accept();
            } catch (IOException e) {
                return;
            }
            // Before anybody can count it: whoever cuts what was counted cuts this too.
            Connection connection = new Connection(client, new Socket());
            connections.add(connection);
            accepted.incrementAndGet();
            Thread.ofVirtual().start(() -> connect(connection));
        }
    }

    private void connect(Connection connection) {
        Socket client = connection.client;
        Socket server = connection.server;
        try {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            server.connect(target, CONNECT_MILLIS);
        } catch (IOException e) {
            connection.end(Ending.RESET);
            return;
        }
        Thread.ofVirtual().start(() -> connection.pump(Direction.UP, client, server));
        Thread.ofVirtual().start(() -> connection.pump(Direction.DOWN, server, client));
    }

    private final class Connection {
        private final Socket client;
        private final Socket server;
        private volatile boolean ended;

        Connection(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void pump(Direction direction, Socket from, Socket to) {
            byte[] buffer = new byte[1 << 16];
            long own = 0;
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                while (true) {
                    int count = in.read(buffer);
                    if (count < 0) {
                        to.shutdownOutput();
                        return;
                    }
                    int sent = 0;
                    while (sent < count) {
                        int now = admit(direction, own, count - sent);
                        out.write(buffer, sent, now);
                        sent += now;
                        own += now;
                    }
                }
            } catch (IOException e) {
                end(Ending.RESET);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** How many of the bytes that wait may pass now, at least one; waits, or ends the connection, as the rules say. */
        private int admit(Direction direction, long own, int waiting) throws IOException, InterruptedException {
            long rate;
            int count;
            synchronized (FaultProxy.this) {
                while (true) {
                    if (ended || closed) {
                        throw new IOException("ended");
                    }
                    Rule rule = rules.get(direction);
                    long used = rule != null && rule.kind == Kind.CUT_EACH ? own : bytes(direction);
                    long left = rule == null ? Long.MAX_VALUE : rule.limit - used;
                    if (rule == null || left > 0) {
                        rate = bytesPerSecond;
                        count = (int) Math.min(Math.min(waiting, left), Math.max(1, rate / 20));
                        passed.merge(direction, (long) count, Long::sum);
                        break;
                    }
                    if (rule.kind != Kind.STALL) {
                        cut(direction, rule);
                    } else {
                        holdBack(direction);
                    }
                }
            }
            if (rate < Long.MAX_VALUE) {
                Thread.sleep(Math.max(1, count * 1000L / rate));
            }
            return count;
        }

        /** Called with the proxy's lock, which is free meanwhile. */
        private void holdBack(Direction direction) throws InterruptedException {
            heldBack.merge(direction, 1, Integer::sum);
            try {
                FaultProxy.this.wait();
            } finally {
                heldBack.merge(direction, -1, Integer::sum);
            }
        }

        private void cut(Direction direction, Rule rule) {
            if (rule.kind == Kind.CUT_ONCE) {
                rules.remove(direction);
                cutNow(rule.ending);
            } else {
                end(rule.ending);
            }
        }

        void end(Ending ending) {
            ended = true;
            connections.remove(this);
            for (Socket socket : new Socket[] {client, server}) {
                try {
                    if (ending == Ending.RESET) {
                        // Lingering for zero seconds is how TCP is told to send RST.
                        socket.setSoLinger(true, 0);
                    }
                    socket.close();
                } catch (IOException e) {
                    // It is as good as ended.
                }
            }
            synchronized (FaultProxy.this) {
                FaultProxy.this.notifyAll();
            }
        }
    }
}
