package io.etcdbr.job.etcd.http2;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * TLS over another transport with the JDK's engine. An {@code SSLSocket} reads each record in two system calls; here
 * one read brings up to {@value #NETWORK_BUFFER} bytes, and the records are decrypted in place. Only heap buffers: the
 * JDK's AES-GCM works on direct ones in pieces of 512 bytes.
 */
public final class TlsTransport implements Transport {

    private static final int NETWORK_BUFFER = 128 * 1024;

    private final Transport network;
    private final SSLEngine engine;
    private final ByteBuffer encryptedIn = ByteBuffer.allocate(NETWORK_BUFFER).limit(0);
    private final ByteBuffer encryptedOut;
    private final ByteBuffer spill;
    private byte[] lastTarget = new byte[0];
    private ByteBuffer lastTargetBuffer = ByteBuffer.wrap(lastTarget);

    private TlsTransport(Transport network, SSLEngine engine) {
        this.network = network;
        this.engine = engine;
        this.encryptedOut = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        this.spill = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize())
                .limit(0);
    }

    /**
     * Shakes hands, checks the server's certificate against the host's name or address, and insists on HTTP/2.
     *
     * @param network closed by the new transport, and here when the handshake fails
     * @param patience for the whole handshake
     * @throws SocketTimeoutException if it took longer
     */
    public static TlsTransport handshake(
            Transport network, SSLContext context, String host, int port, Duration patience) throws IOException {
        SSLEngine engine = context.createSSLEngine(host, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setApplicationProtocols(new String[] {"h2"});
        engine.setSSLParameters(parameters);
        TlsTransport transport = new TlsTransport(network, engine);
        try {
            engine.beginHandshake();
            long end = System.nanoTime() + patience.toNanos();
            transport.spill.clear();
            while (engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
                Duration left = Duration.ofNanos(end - System.nanoTime());
                if (left.isNegative()) {
                    throw new SocketTimeoutException("the TLS handshake is not done");
                }
                if (!transport.advance(transport.spill, left)) {
                    throw new EOFException("it closed the connection during the TLS handshake");
                }
            }
            transport.spill.flip();
            if (!"h2".equals(engine.getApplicationProtocol())) {
                throw new WrongServiceException(
                        "it does not offer HTTP/2 in the TLS handshake, so it is not etcd's client port",
                        FrameReader.CLIENT_URL);
            }
            return transport;
        } catch (EOFException e) {
            network.close();
            throw new WrongServiceException(
                    "it closed the connection in the TLS handshake",
                    "If etcd is without TLS there, let the endpoint begin with http://; else its log says why it hung up");
        } catch (IOException | RuntimeException e) {
            network.close();
            throw e;
        }
    }

    @Override
    public int read(byte[] target, int offset, int length, Duration patience) throws IOException {
        if (!spill.hasRemaining()) {
            ByteBuffer direct = wrap(target, offset, length);
            if (length >= spill.capacity()) {
                return readRecords(direct, patience);
            }
            int read = readRecords(spill.clear(), patience);
            spill.flip();
            if (read < 0) {
                return read;
            }
        }
        int count = Math.min(length, spill.remaining());
        spill.get(target, offset, count);
        return count;
    }

    /** Waits for the first record and then takes all that have already arrived. */
    private int readRecords(ByteBuffer target, Duration patience) throws IOException {
        int start = target.position();
        while (target.position() == start) {
            if (!advance(target, patience)) {
                return -1;
            }
        }
        while (wholeRecordBuffered() && target.remaining() >= spill.capacity()) {
            advance(target, patience);
        }
        return target.position() - start;
    }

    private boolean wholeRecordBuffered() {
        int start = encryptedIn.position();
        return encryptedIn.remaining() >= 5
                && encryptedIn.remaining() - 5 >= (encryptedIn.getShort(start + 3) & 0xffff);
    }

    /** One step of the engine: a task, a message out, or a record in. False when the peer has closed. */
    private boolean advance(ByteBuffer target, Duration patience) throws IOException {
        switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> engine.getDelegatedTask().run();
            case NEED_WRAP -> wrap(ByteBuffer.allocate(0));
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN, NOT_HANDSHAKING, FINISHED -> {
                SSLEngineResult result = engine.unwrap(encryptedIn, target);
                switch (result.getStatus()) {
                    case OK -> {}
                    case BUFFER_UNDERFLOW -> fill(patience);
                    case CLOSED -> {
                        return false;
                    }
                    case BUFFER_OVERFLOW -> throw new SSLException("a TLS record is larger than announced");
                }
            }
        }
        return true;
    }

    private void fill(Duration patience) throws IOException {
        encryptedIn.compact();
        try {
            int count = network.read(encryptedIn.array(), encryptedIn.position(), encryptedIn.remaining(), patience);
            if (count < 0) {
                throw new EOFException("it cut the TLS connection without saying goodbye");
            }
            encryptedIn.position(encryptedIn.position() + count);
        } finally {
            encryptedIn.flip();
        }
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        ByteBuffer plain = ByteBuffer.wrap(source, offset, length);
        while (plain.hasRemaining()) {
            wrap(plain);
        }
    }

    private void wrap(ByteBuffer plain) throws IOException {
        SSLEngineResult result = engine.wrap(plain, encryptedOut.clear());
        network.write(encryptedOut.array(), 0, encryptedOut.position());
        if (result.getStatus() == SSLEngineResult.Status.CLOSED && plain.hasRemaining()) {
            throw new EOFException("it has closed the TLS connection");
        }
    }

    private ByteBuffer wrap(byte[] target, int offset, int length) {
        if (lastTarget != target) {
            lastTarget = target;
            lastTargetBuffer = ByteBuffer.wrap(target);
        }
        return lastTargetBuffer.limit(offset + length).position(offset);
    }

    /** Without a close_notify: after the trailers nothing is left to be truncated, and a dead peer must not hold us. */
    @Override
    public void close() throws IOException {
        network.close();
    }
}
