package io.etcdbr.pipeline;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * Opens single frames of the zstd seekable format by its seek table (docs/format.md 3.1). Frames that lie side by side are
 * fetched at once; nothing is kept, so whoever reads should take whole frames.
 */
final class ZstdRanges implements Ranges {
    /** The footer, and the seek table of some 5 GiB in frames of 1 MiB. */
    private static final int TAIL = 64 * 1024;

    private static final int FETCHED_AT_ONCE = 8 << 20;

    private final Ranges stored;
    private final long size;
    private final int frameSize;
    /** Where each frame begins, and at the end where the last one ends. */
    private final long[] storedStarts;

    /** @param frameSize plain bytes of every frame but the last, which may hold fewer */
    static ZstdRanges open(Ranges stored, int frameSize) throws IOException {
        ByteBuffer tail = tail(stored, (int) Math.min(TAIL, stored.size()));
        if (tail.remaining() < SeekableZstdOutputStream.FOOTER_SIZE) {
            throw new DamagedException("it is shorter than a seek table");
        }
        tail.position(tail.limit() - SeekableZstdOutputStream.FOOTER_SIZE);
        int frames = tail.getInt();
        byte descriptor = tail.get();
        if (tail.getInt() != SeekableZstdOutputStream.SEEKABLE_MAGIC
                || descriptor != SeekableZstdOutputStream.DESCRIPTOR_WITH_CHECKSUMS) {
            throw new DamagedException("it does not end with the seek table of the zstd seekable format");
        }
        long tableSize = (frames & 0xffffffffL) * SeekableZstdOutputStream.ENTRY_SIZE;
        long wholeSize = 8 + tableSize + SeekableZstdOutputStream.FOOTER_SIZE;
        if (wholeSize > stored.size() || wholeSize > Integer.MAX_VALUE) {
            throw new DamagedException(
                    "its seek table names " + (frames & 0xffffffffL) + " frames, more than fit into it");
        }
        ByteBuffer table = wholeSize <= tail.limit()
                ? tail.position((int) (tail.limit() - wholeSize))
                : tail(stored, (int) wholeSize);
        if (table.getInt() != SeekableZstdOutputStream.SKIPPABLE_MAGIC
                || table.getInt() != tableSize + SeekableZstdOutputStream.FOOTER_SIZE) {
            throw new DamagedException("its seek table does not begin where its length says");
        }
        return new ZstdRanges(stored, frameSize, table, frames, stored.size() - wholeSize);
    }

    private ZstdRanges(Ranges stored, int frameSize, ByteBuffer table, int frames, long end) throws DamagedException {
        this.stored = stored;
        this.frameSize = frameSize;
        storedStarts = new long[frames + 1];
        long plain = 0;
        for (int i = 0; i < frames; i++) {
            storedStarts[i + 1] = storedStarts[i] + (table.getInt() & 0xffffffffL);
            long held = table.getInt() & 0xffffffffL;
            table.getInt();
            if (held > frameSize || (held < frameSize && i < frames - 1)) {
                throw new DamagedException("its seek table names a frame of " + held
                        + " plain bytes, but its manifest names " + frameSize);
            }
            if (storedStarts[i + 1] - storedStarts[i] > Zstd.compressBound(frameSize)) {
                throw new DamagedException("its seek table names a frame of "
                        + (storedStarts[i + 1] - storedStarts[i]) + " bytes, more than " + frameSize
                        + " plain bytes can need");
            }
            plain += held;
        }
        size = plain;
        if (storedStarts[frames] != end) {
            throw new DamagedException(
                    "its seek table names frames of " + storedStarts[frames] + " bytes in all, but there are " + end);
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(long offset, byte[] target, int at, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, size);
        long end = offset + length;
        long done = offset;
        while (done < end) {
            int first = (int) (done / frameSize);
            int last = lastAtOnce(first, (int) ((end - 1) / frameSize));
            byte[] packed = stored.read(storedStarts[first], (int) (storedStarts[last + 1] - storedStarts[first]));
            for (int index = first; index <= last; index++) {
                byte[] frame = decompress(index, packed, (int) (storedStarts[index] - storedStarts[first]));
                int from = (int) (done - (long) index * frameSize);
                int n = (int) Math.min(end - done, frame.length - from);
                System.arraycopy(frame, from, target, at + (int) (done - offset), n);
                done += n;
            }
        }
    }

    private int lastAtOnce(int first, int wanted) {
        int last = first;
        while (last < wanted && storedStarts[last + 2] - storedStarts[first] <= FETCHED_AT_ONCE) {
            last++;
        }
        return last;
    }

    private byte[] decompress(int index, byte[] packed, int at) throws IOException {
        byte[] frame = new byte[(int) Math.min(frameSize, size - (long) index * frameSize)];
        int packedSize = (int) (storedStarts[index + 1] - storedStarts[index]);
        try {
            long found = Zstd.decompressByteArray(frame, 0, frame.length, packed, at, packedSize);
            if (found == frame.length) {
                return frame;
            }
        } catch (ZstdException e) {
            throw new DamagedException("frame " + index + " does not decompress", e);
        }
        throw new DamagedException(
                "frame " + index + " does not have the " + frame.length + " bytes its seek table names");
    }

    /** The last bytes, to be read from the beginning of the buffer. */
    private static ByteBuffer tail(Ranges stored, int length) throws IOException {
        return ByteBuffer.wrap(stored.read(stored.size() - length, length)).order(ByteOrder.LITTLE_ENDIAN);
    }
}
