package io.etcdbr.keyindex;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A finished index, to be written. */
public final class PlainKeyIndex {
    static final byte[] MAGIC = "etcdbrKI".getBytes(StandardCharsets.US_ASCII);
    static final int VERSION = 1;
    static final int HEADER_SIZE = 32;

    private final int frameSize;
    private final long snapshotSize;
    private final long frames;
    private final EncodedFrames encoded;

    PlainKeyIndex(int frameSize, long snapshotSize, long frames, EncodedFrames encoded) {
        this.frameSize = frameSize;
        this.snapshotSize = snapshotSize;
        this.frames = frames;
        this.encoded = encoded;
    }

    /** How many hashes it holds. */
    public long entries() {
        return encoded.entries();
    }

    public void writeTo(OutputStream out) throws IOException {
        out.write(ByteBuffer.allocate(HEADER_SIZE)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MAGIC)
                .putInt(VERSION)
                .putInt(frameSize)
                .putLong(snapshotSize)
                .putInt(Math.toIntExact(frames))
                .putInt(Math.toIntExact(entries()))
                .array());
        encoded.writeTo(out);
    }
}
