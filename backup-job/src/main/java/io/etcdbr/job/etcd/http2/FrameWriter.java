package io.etcdbr.job.etcd.http2;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Collects HTTP/2 frames and sends them in one write. */
final class FrameWriter {

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Transport transport;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream(512);

    FrameWriter(Transport transport) {
        this.transport = transport;
    }

    FrameWriter preface() {
        pending.writeBytes(PREFACE);
        return this;
    }

    FrameWriter frame(int type, int flags, int streamId, byte[] payload) {
        pending.write(payload.length >> 16);
        pending.write(payload.length >> 8);
        pending.write(payload.length);
        pending.write(type);
        pending.write(flags);
        int32(streamId);
        pending.writeBytes(payload);
        return this;
    }

    FrameWriter windowUpdate(int streamId, int increment) {
        frame(FrameType.WINDOW_UPDATE, 0, streamId, new byte[] {
            (byte) (increment >> 24), (byte) (increment >> 16), (byte) (increment >> 8), (byte) increment
        });
        return this;
    }

    void flush() throws IOException {
        byte[] all = pending.toByteArray();
        pending.reset();
        transport.write(all, 0, all.length);
    }

    private void int32(int value) {
        pending.write(value >> 24);
        pending.write(value >> 16);
        pending.write(value >> 8);
        pending.write(value);
    }
}
