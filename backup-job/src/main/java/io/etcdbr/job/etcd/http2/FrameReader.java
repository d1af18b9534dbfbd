package io.etcdbr.job.etcd.http2;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Cuts the byte stream into HTTP/2 frames (RFC 9113 section 4.1) inside one buffer. After {@link #next} the frame's
 * header is in {@link #type}, {@link #flags}, {@link #streamId}; its payload is taken with the {@code read} methods and
 * need not be there in full. What is not taken is skipped by the next call.
 */
final class FrameReader {

    static final int HEADER = 9;
    /** The size every peer may use without asking; we never raise it. */
    static final int MAX_PAYLOAD = 16 * 1024;

    static final String CLIENT_URL = "Give the client URL of an etcd member, such as https://10.0.0.1:2379";

    private static final String TLS_ALERT = "\u0015\u0003";

    private final Transport transport;
    private final byte[] buffer;
    private int position;
    private int limit;
    private boolean first = true;

    private int type;
    private int flags;
    private int streamId;
    private int payloadLeft;

    /** @param bufferSize of the one buffer, at least a whole frame */
    FrameReader(Transport transport, int bufferSize) {
        this.transport = transport;
        this.buffer = new byte[Math.max(bufferSize, HEADER + MAX_PAYLOAD)];
    }

    int type() {
        return type;
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    int streamId() {
        return streamId;
    }

    /** Bytes of the payload not yet taken. */
    int payloadLeft() {
        return payloadLeft;
    }

    /**
     * Moves on to the next frame; repeatable after a time-out.
     *
     * @return false when the peer has closed between two frames
     * @throws java.net.SocketTimeoutException when the header was not complete in time
     */
    boolean next(Duration patience) throws IOException {
        while (payloadLeft > 0) {
            if (position == limit) {
                refill(patience);
            }
            int skipped = Math.min(payloadLeft, limit - position);
            position += skipped;
            payloadLeft -= skipped;
        }
        while (limit - position < HEADER) {
            if (!fill(patience)) {
                if (first) {
                    throw otherProtocol();
                }
                if (position == limit) {
                    return false;
                }
                throw cut();
            }
        }
        int length = (buffer[position] & 0xff) << 16 | (buffer[position + 1] & 0xff) << 8 | buffer[position + 2] & 0xff;
        if (first) {
            requireSettings(length);
            first = false;
        }
        if (length > MAX_PAYLOAD) {
            throw new Http2Exception("it sent a frame of " + length + " bytes, allowed are " + MAX_PAYLOAD);
        }
        type = buffer[position + 3] & 0xff;
        flags = buffer[position + 4] & 0xff;
        streamId = int32(position + 5) & Integer.MAX_VALUE;
        payloadLeft = length;
        position += HEADER;
        return true;
    }

    /** Takes up to {@code length} bytes of the payload: at least one unless none is left, then 0. */
    int read(byte[] target, int offset, int length, Duration patience) throws IOException {
        if (payloadLeft == 0) {
            return 0;
        }
        if (position == limit) {
            refill(patience);
        }
        int count = Math.min(Math.min(length, payloadLeft), limit - position);
        System.arraycopy(buffer, position, target, offset, count);
        position += count;
        payloadLeft -= count;
        return count;
    }

    /** Takes one byte of the payload, which must have one left. */
    int readByte(Duration patience) throws IOException {
        if (payloadLeft == 0) {
            throw new Http2Exception("it sent a frame of type " + type + " that is too short");
        }
        if (position == limit) {
            refill(patience);
        }
        payloadLeft--;
        return buffer[position++] & 0xff;
    }

    /** The rest of the payload. */
    byte[] readRest(Duration patience) throws IOException {
        byte[] rest = new byte[payloadLeft];
        int filled = 0;
        while (filled < rest.length) {
            filled += read(rest, filled, rest.length - filled, patience);
        }
        return rest;
    }

    /** HTTP/2 begins with a SETTINGS frame. */
    private void requireSettings(int length) throws WrongServiceException {
        if (buffer[position + 3] != FrameType.SETTINGS || int32(position + 5) != 0 || length > MAX_PAYLOAD) {
            throw otherProtocol();
        }
    }

    /** Says what speaks there instead, as far as its first bytes tell. */
    private WrongServiceException otherProtocol() {
        String start = new String(buffer, position, limit - position, StandardCharsets.ISO_8859_1);
        if (start.isEmpty()) {
            return new WrongServiceException(
                    "it closed the connection without a word",
                    "If etcd wants TLS there, let the endpoint begin with https://; else its log says why it hung up");
        }
        if (start.startsWith(TLS_ALERT) || start.contains("HTTP request to an HTTPS server")) {
            return new WrongServiceException("it wants TLS", "Let the endpoint begin with https://");
        }
        return new WrongServiceException(
                "it does not speak HTTP/2" + (start.startsWith("HTTP/1") ? " but HTTP/1" : "")
                        + ", so this is not etcd's client port",
                CLIENT_URL);
    }

    private int int32(int at) {
        return buffer[at] << 24 | (buffer[at + 1] & 0xff) << 16 | (buffer[at + 2] & 0xff) << 8 | buffer[at + 3] & 0xff;
    }

    private void refill(Duration patience) throws IOException {
        if (!fill(patience)) {
            throw cut();
        }
    }

    private boolean fill(Duration patience) throws IOException {
        // At most a part of a header is left: moving it is cheaper than reading into a short rest of the buffer.
        System.arraycopy(buffer, position, buffer, 0, limit - position);
        limit -= position;
        position = 0;
        int count = transport.read(buffer, limit, buffer.length - limit, patience);
        if (count < 0) {
            return false;
        }
        limit += count;
        return true;
    }

    private Http2Exception cut() {
        return new Http2Exception("the connection was cut in the middle of a frame");
    }
}
