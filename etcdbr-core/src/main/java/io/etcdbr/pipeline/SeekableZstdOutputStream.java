package io.etcdbr.pipeline;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes the zstd seekable format (docs/format.md 3.1; facebook/zstd {@code contrib/seekable_format/zstd_seekable_compression_format.md}):
 * independent frames of a fixed plain size, each with its checksum, and the seek table in a skippable frame at the end.
 */
final class SeekableZstdOutputStream extends OutputStream {
    static final int SKIPPABLE_MAGIC = 0x184D2A5E;
    static final int SEEKABLE_MAGIC = 0x8F92EAB1;
    static final byte DESCRIPTOR_WITH_CHECKSUMS = (byte) 0x80;
    static final int ENTRY_SIZE = 12;
    static final int FOOTER_SIZE = 9;

    private final OutputStream next;
    private final ZstdCompressCtx zstd;
    private final byte[] plain;
    private final byte[] frame;
    private final ByteArrayOutputStream table = new ByteArrayOutputStream();
    private int filled;
    private int frames;
    private boolean closed;

    SeekableZstdOutputStream(OutputStream next, int level, int frameSize) {
        this.next = next;
        plain = new byte[frameSize];
        frame = new byte[Math.toIntExact(Zstd.compressBound(frameSize))];
        zstd = new ZstdCompressCtx().setLevel(level).setChecksum(true).setContentSize(true);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int left = length - done;
            if (filled == 0 && left >= plain.length) {
                compress(bytes, offset + done, plain.length);
                done += plain.length;
                continue;
            }
            int n = Math.min(left, plain.length - filled);
            System.arraycopy(bytes, offset + done, plain, filled, n);
            filled += n;
            done += n;
            if (filled == plain.length) {
                compress(plain, 0, filled);
                filled = 0;
            }
        }
    }

    /** Writes the last frame and the seek table, and closes the next stream. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (filled > 0 || frames == 0) {
                compress(plain, 0, filled);
            }
            writeSeekTable();
        } finally {
            zstd.close();
        }
        next.close();
    }

    private void compress(byte[] bytes, int offset, int length) throws IOException {
        int size = zstd.compressByteArray(frame, 0, frame.length, bytes, offset, length);
        ByteBuffer entry = ByteBuffer.allocate(ENTRY_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        // The frame ends with the checksum that the table wants too: the low half of the XXH64 of the plain bytes.
        entry.putInt(size).putInt(length).put(frame, size - 4, 4);
        table.writeBytes(entry.array());
        frames++;
        next.write(frame, 0, size);
    }

    private void writeSeekTable() throws IOException {
        ByteBuffer head = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        head.putInt(SKIPPABLE_MAGIC).putInt(table.size() + FOOTER_SIZE);
        ByteBuffer footer = ByteBuffer.allocate(FOOTER_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        footer.putInt(frames).put(DESCRIPTOR_WITH_CHECKSUMS).putInt(SEEKABLE_MAGIC);
        next.write(head.array());
        next.write(table.toByteArray());
        next.write(footer.array());
    }
}
