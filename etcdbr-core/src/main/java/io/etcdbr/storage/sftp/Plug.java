package io.etcdbr.storage.sftp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import javax.net.SocketFactory;

/** Hands out one socket and keeps it, so that it can be closed while sshj waits on it. */
final class Plug extends SocketFactory {
    private final Socket socket = new Socket();
    private volatile boolean pulled;

    Socket socket() {
        return socket;
    }

    boolean isPulled() {
        return pulled;
    }

    void pull() {
        pulled = true;
        try {
            socket.close();
        } catch (IOException e) {
            // It is as good as closed.
        }
    }

    @Override
    public Socket createSocket() throws SocketException {
        socket.setTcpNoDelay(true);
        socket.setKeepAlive(true);
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw connected();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        throw connected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        throw connected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        throw connected();
    }

    private static SocketException connected() {
        return new SocketException("this factory makes unconnected sockets only");
    }
}
