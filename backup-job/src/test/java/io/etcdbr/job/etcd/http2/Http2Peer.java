package io.etcdbr.job.etcd.http2;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A server of raw HTTP/2 frames on loopback that does what a test's script says, for one connection. */
public final class Http2Peer implements AutoCloseable {
    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS = 4;
    public static final int PUSH_PROMISE = 5;
    public static final int PING = 6;
    public static final int GOAWAY = 7;
    public static final int WINDOW_UPDATE = 8;
    public static final int CONTINUATION = 9;

    public static final int END_STREAM = 0x1;
    public static final int ACK = 0x1;
    public static final int END_HEADERS = 0x4;
    public static final int PADDED = 0x8;
    public static final int PRIORITY = 0x20;

    private static final int PREFACE = 24;

    private final ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    private final CompletableFuture<Void> played = new CompletableFuture<>();

    /** What the server does. */
    public interface Script {
        void play(Connection connection) throws Exception;
    }

    public record Frame(int type, int flags, int stream, byte[] payload) {}

    private Http2Peer() throws IOException {}

    public static Http2Peer playing(Script script) throws IOException {
        Http2Peer peer = new Http2Peer();
        Thread.ofVirtual().start(() -> {
            try (Socket socket = peer.listener.accept()) {
                socket.setTcpNoDelay(true);
                script.play(new Connection(socket));
                peer.played.complete(null);
                // Closing with something unread would reset the connection, and the client lose what is on its way.
                socket.shutdownOutput();
                socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (Throwable e) {
                peer.played.completeExceptionally(e);
            }
        });
        return peer;
    }

    public Address address() {
        return Address.of("http://127.0.0.1:" + listener.getLocalPort()).orElseThrow();
    }

    public Transport connect() throws IOException {
        return PlainTransport.connect("127.0.0.1", listener.getLocalPort(), Duration.ofMinutes(1));
    }

    /** Fails if the script failed, also by an assertion. */
    public void awaitEnd() throws Exception {
        played.get(60, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    /** The header block of these names and values, as literals. */
    public static byte[] headerBlock(String... namesAndValues) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            block.write(0);
            for (String text : new String[] {namesAndValues[i], namesAndValues[i + 1]}) {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                block.write(bytes.length);
                block.writeBytes(bytes);
            }
        }
        return block.toByteArray();
    }

    public static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return frame(type, flags, stream, payload.length, payload);
    }

    /** With a length that the payload need not have. */
    public static byte[] frame(int type, int flags, int stream, int length, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {
            (byte) (length >> 16),
            (byte) (length >> 8),
            (byte) length,
            (byte) type,
            (byte) flags,
            (byte) (stream >> 24),
            (byte) (stream >> 16),
            (byte) (stream >> 8),
            (byte) stream
        });
        out.writeBytes(payload);
        return out.toByteArray();
    }

    /** The server's end. */
    public static final class Connection {
        private final DataInputStream in;
        private final OutputStream out;

        Connection(Socket socket) throws IOException {
            this.in = new DataInputStream(socket.getInputStream());
            this.out = socket.getOutputStream();
        }

        /** Sends the server's settings and reads the request. */
        public void accept() throws IOException {
            send(SETTINGS, 0, 0, new byte[0]);
            readRequest();
        }

        /** Reads the client's preface and everything up to the end of its request. */
        public void readRequest() throws IOException {
            in.readNBytes(PREFACE);
            while (true) {
                Frame frame = read();
                if (frame.stream() == 1 && (frame.flags() & END_STREAM) != 0) {
                    return;
                }
            }
        }

        /** The next frame that is not of the {@code passed} types. */
        public Frame read(int... passed) throws IOException {
            while (true) {
                int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                int flags = in.readUnsignedByte();
                int stream = in.readInt();
                byte[] payload = in.readNBytes(length);
                if (Arrays.stream(passed).noneMatch(one -> one == type)) {
                    return new Frame(type, flags, stream, payload);
                }
            }
        }

        public void send(int type, int flags, int stream, byte[] payload) throws IOException {
            out.write(frame(type, flags, stream, payload));
        }

        public void raw(byte[] bytes) throws IOException {
            out.write(bytes);
        }

        /** The headers of a gRPC answer. */
        public void answer() throws IOException {
            send(HEADERS, END_HEADERS, 1, headerBlock(":status", "200", "content-type", "application/grpc"));
        }

        public void data(byte[] bytes) throws IOException {
            send(DATA, 0, 1, bytes);
        }

        public void end(String... trailers) throws IOException {
            send(HEADERS, END_HEADERS | END_STREAM, 1, headerBlock(trailers));
        }
    }
}
