package io.etcdbr.job.etcd.http2;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.time.Duration;

/** TCP as it is. */
public final class PlainTransport implements Transport {

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private int patienceMillis = -1;

    private PlainTransport(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    /**
     * Tries every address of the host in turn, each for at most {@code timeout}.
     *
     * @throws IOException of the last address; {@link java.net.UnknownHostException} if there is none
     */
    public static PlainTransport connect(String host, int port, Duration timeout) throws IOException {
        IOException failure = new ConnectException(host + " has no address");
        for (InetAddress address : InetAddress.getAllByName(host)) {
            Socket socket = new Socket();
            try {
                socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
                socket.connect(new InetSocketAddress(address, port), millis(timeout));
                return new PlainTransport(socket);
            } catch (IOException e) {
                socket.close();
                failure = e;
            }
        }
        throw failure;
    }

    @Override
    public int read(byte[] target, int offset, int length, Duration patience) throws IOException {
        int millis = millis(patience);
        if (millis != patienceMillis) {
            socket.setSoTimeout(millis);
            patienceMillis = millis;
        }
        return in.read(target, offset, length);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        out.write(source, offset, length);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** A time-out of zero would mean for ever. */
    private static int millis(Duration duration) {
        return Math.clamp(duration.toMillis(), 1, Integer.MAX_VALUE);
    }
}
