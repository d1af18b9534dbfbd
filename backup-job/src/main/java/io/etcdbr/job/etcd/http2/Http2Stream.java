package io.etcdbr.job.etcd.http2;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A connection with one request and its answer (RFC 9113), blocking, for one thread. Nothing is read ahead of the
 * caller beyond one buffer: the window is given back as the caller consumes, so a slow caller slows the server.
 * {@link #close} may be called from any thread and ends a read under way.
 */
public final class Http2Stream implements Closeable {
    static final int WINDOW = 16 * 1024 * 1024;

    private static final int STREAM = 1;
    private static final int DEFAULT_WINDOW = 65_535;
    private static final int BUFFER = 64 * 1024;
    private static final int MAX_HEADER_BLOCK = 64 * 1024;
    private static final int SETTING_ENABLE_PUSH = 2;
    private static final int SETTING_INITIAL_WINDOW_SIZE = 4;
    private static final int SETTING = 6;
    private static final int PING = 8;

    private final Transport transport;
    private final FrameReader frames;
    private final FrameWriter out;
    private final HeaderBlocks headerBlocks = new HeaderBlocks();
    private final Patience patience;
    private final Silence silence;

    private int dataLeft;
    private int padding;
    private int consumed;
    private boolean endsAfterData;
    private boolean ended;
    private Map<String, String> headers = Map.of();
    private Map<String, String> trailers = Map.of();
    private String goAway = "";

    private Http2Stream(Transport transport, Patience patience) {
        this.transport = transport;
        this.frames = new FrameReader(transport, BUFFER);
        this.out = new FrameWriter(transport);
        this.patience = patience;
        this.silence = new Silence(patience);
    }

    /**
     * Sends the request with its whole body and does not wait for the answer.
     *
     * @param transport closed with the stream
     * @param body at most 16 KiB
     */
    public static Http2Stream request(Transport transport, Map<String, String> headers, byte[] body, Patience patience)
            throws IOException {
        Http2Stream stream = new Http2Stream(transport, patience);
        stream.out
                .preface()
                .frame(FrameType.SETTINGS, 0, 0, settings())
                .windowUpdate(0, WINDOW - DEFAULT_WINDOW)
                .frame(FrameType.HEADERS, FrameType.FLAG_END_HEADERS, STREAM, stream.headerBlocks.encode(headers))
                .frame(FrameType.DATA, FrameType.FLAG_END_STREAM, STREAM, body)
                .flush();
        return stream;
    }

    /** Waits for the answer's headers; a second call gives the same again. */
    public Map<String, String> headers() throws IOException {
        silence.startWaiting();
        while (headers.isEmpty() && !ended) {
            nextFrame();
        }
        return headers;
    }

    /** The headers after the body, empty before the end; an answer without a body has all its headers here. */
    public Map<String, String> trailers() {
        return trailers;
    }

    /**
     * Reads the answer's body.
     *
     * @return at least one byte's count, or -1 at the end
     */
    public int read(byte[] target, int offset, int length) throws IOException {
        if (!waitForData()) {
            return -1;
        }
        while (true) {
            try {
                int count = frames.read(target, offset, Math.min(length, dataLeft), silence.untilNextStep());
                took(count);
                return count;
            } catch (SocketTimeoutException e) {
                onSilence();
            }
        }
    }

    /** One byte of the body, or -1 at the end. */
    public int read() throws IOException {
        if (!waitForData()) {
            return -1;
        }
        while (true) {
            try {
                int value = frames.readByte(silence.untilNextStep());
                took(1);
                return value;
            } catch (SocketTimeoutException e) {
                onSilence();
            }
        }
    }

    @Override
    public void close() throws IOException {
        transport.close();
    }

    private boolean waitForData() throws IOException {
        silence.startWaiting();
        while (dataLeft == 0) {
            if (ended) {
                return false;
            }
            nextFrame();
        }
        return true;
    }

    private void took(int count) throws IOException {
        dataLeft -= count;
        silence.heard();
        giveBack(count);
        if (dataLeft == 0) {
            giveBack(padding);
            padding = 0;
            ended = endsAfterData;
        }
    }

    /** Returns window to the server in few large pieces: each is a system call and a record on both sides. */
    private void giveBack(int count) throws IOException {
        consumed += count;
        if (consumed >= WINDOW / 4 && !endsAfterData) {
            out.windowUpdate(0, consumed).windowUpdate(STREAM, consumed).flush();
            consumed = 0;
        }
    }

    private void nextFrame() throws IOException {
        try {
            if (!frames.next(silence.untilNextStep())) {
                throw new Http2Exception(goAway.isEmpty() ? "it closed the connection before the end" : goAway);
            }
        } catch (SocketTimeoutException e) {
            onSilence();
            return;
        }
        silence.heard();
        switch (frames.type()) {
            case FrameType.DATA -> onData();
            case FrameType.HEADERS -> onHeaders();
            case FrameType.SETTINGS -> onSettings();
            case FrameType.PING -> onPing(rest());
            case FrameType.RST_STREAM -> {
                if (frames.streamId() == STREAM) {
                    throw new Http2Exception("it broke off the stream: " + ErrorCodes.name(int32(rest(), 0)));
                }
            }
            case FrameType.GOAWAY -> onGoAway(rest());
            case FrameType.PUSH_PROMISE -> throw new Http2Exception("it pushes although told not to");
            case FrameType.CONTINUATION -> throw new Http2Exception("it continues headers it never began");
            default -> {
                // WINDOW_UPDATE: the request fits the default window. PRIORITY and unknown types: to be ignored.
            }
        }
        if (dataLeft == 0 && !ended) {
            silence.requireData();
        }
    }

    private void onData() throws IOException {
        if (frames.streamId() != STREAM || headers.isEmpty()) {
            throw new Http2Exception("it sent data that belongs to no answer");
        }
        padding = readPadLength();
        dataLeft = frames.payloadLeft() - padding;
        if (dataLeft < 0) {
            throw new Http2Exception("it sent more padding than frame");
        }
        padding += frames.has(FrameType.FLAG_PADDED) ? 1 : 0;
        endsAfterData = frames.has(FrameType.FLAG_END_STREAM);
        if (dataLeft == 0) {
            took(0);
        }
    }

    private void onHeaders() throws IOException {
        if (frames.streamId() != STREAM) {
            throw new Http2Exception("it answered a request that was never made");
        }
        boolean last = frames.has(FrameType.FLAG_END_STREAM);
        Map<String, String> decoded = headerBlocks.decode(headerBlock());
        boolean informational = decoded.getOrDefault(":status", "").startsWith("1");
        if (last) {
            trailers = decoded;
            ended = true;
        } else if (!headers.isEmpty()) {
            throw new Http2Exception("it sent headers twice");
        }
        if (headers.isEmpty() && !informational) {
            headers = decoded;
        }
    }

    /** A block may span frames, which then follow each other directly. */
    private byte[] headerBlock() throws IOException {
        int pad = readPadLength();
        if (frames.has(FrameType.FLAG_PRIORITY)) {
            for (int i = 0; i < 5; i++) {
                frames.readByte(patience.idle());
            }
        }
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        byte[] part = rest();
        if (part.length < pad) {
            throw new Http2Exception("it sent more padding than frame");
        }
        block.write(part, 0, part.length - pad);
        int received = part.length;
        while (!frames.has(FrameType.FLAG_END_HEADERS)) {
            if (!frames.next(patience.idle())
                    || frames.type() != FrameType.CONTINUATION
                    || frames.streamId() != STREAM) {
                throw new Http2Exception("it broke off in the middle of headers");
            }
            received += FrameReader.HEADER + frames.payloadLeft();
            if (received > MAX_HEADER_BLOCK) {
                throw new Http2Exception("it sent more than " + MAX_HEADER_BLOCK + " bytes of headers");
            }
            block.writeBytes(rest());
        }
        return block.toByteArray();
    }

    private int readPadLength() throws IOException {
        return frames.has(FrameType.FLAG_PADDED) ? frames.readByte(patience.idle()) : 0;
    }

    private byte[] rest() throws IOException {
        return frames.readRest(patience.idle());
    }

    /** None of the settings that a server may send concerns a client that has already sent its only request. */
    private void onSettings() throws IOException {
        if (frames.streamId() != 0 || frames.payloadLeft() % SETTING != 0) {
            throw new Http2Exception("it sent damaged settings");
        }
        if (!frames.has(FrameType.FLAG_ACK)) {
            out.frame(FrameType.SETTINGS, FrameType.FLAG_ACK, 0, new byte[0]).flush();
        }
    }

    private void onPing(byte[] payload) throws IOException {
        if (payload.length != PING) {
            throw new Http2Exception("it sent a damaged ping");
        }
        if (frames.has(FrameType.FLAG_ACK)) {
            silence.pingAnswered();
        } else {
            out.frame(FrameType.PING, FrameType.FLAG_ACK, 0, payload).flush();
        }
    }

    /** A graceful one lets our stream finish; its text then explains a later end of the connection. */
    private void onGoAway(byte[] payload) throws Http2Exception {
        int lastStream = int32(payload, 0) & Integer.MAX_VALUE;
        int code = int32(payload, 4);
        String debug = new String(payload, 8, payload.length - 8, StandardCharsets.UTF_8);
        goAway = "it ended the connection: " + ErrorCodes.name(code) + (debug.isEmpty() ? "" : " (" + debug + ")");
        if (lastStream < STREAM) {
            throw new Http2Exception(goAway);
        }
    }

    private void onSilence() throws IOException {
        if (silence.pingIsDue()) {
            out.frame(FrameType.PING, 0, 0, new byte[PING]).flush();
        }
    }

    private static byte[] settings() {
        return new byte[] {
            0,
            SETTING_ENABLE_PUSH,
            0,
            0,
            0,
            0,
            0,
            SETTING_INITIAL_WINDOW_SIZE,
            (byte) (WINDOW >> 24),
            (byte) (WINDOW >> 16),
            (byte) (WINDOW >> 8),
            (byte) WINDOW,
        };
    }

    private static int int32(byte[] bytes, int at) throws Http2Exception {
        if (bytes.length < at + 4) {
            throw new Http2Exception("it sent a control frame that is too short");
        }
        return bytes[at] << 24 | (bytes[at + 1] & 0xff) << 16 | (bytes[at + 2] & 0xff) << 8 | bytes[at + 3] & 0xff;
    }
}
