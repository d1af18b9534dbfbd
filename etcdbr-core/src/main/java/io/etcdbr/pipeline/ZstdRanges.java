package io.etcdbr.pipeline;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Opens single frames of the zstd seekable format by its seek table (docs/format.md 3.1). The frames read last are kept; pages
 * that are near each other lie in one.
 */
final class ZstdRanges implements Ranges {
    /** A page's way from the root has at most some four pages in as many frames. */
    private static final int KEPT_FRAMES = 12;

    private static final int MAX_FRAME = 1 << 27;

    private final Ranges stored;
    /** Where each frame begins, and at the end where the last one ends; plain and stored. */
    private final long[] plainStarts;

    private final long[] storedStarts;
    private final Map<Integer, byte[]> kept = new LinkedHashMap<>(16, 0.75f, true);

    private ZstdRanges(Ranges stored, long[] plainStarts, long[] storedStarts) {
        this.stored = stored;
        this.plainStarts = plainStarts;
        this.storedStarts = storedStarts;
    }

    static ZstdRanges open(Ranges stored) throws IOException {
        ByteBuffer footer = tail(stored, stored.size(), SeekableZstdOutputStream.FOOTER_SIZE);
        int frames = footer.getInt();
        byte descriptor = footer.get();
        if (footer.getInt() != SeekableZstdOutputStream.SEEKABLE_MAGIC
                || descriptor != SeekableZstdOutputStream.DESCRIPTOR_WITH_CHECKSUMS) {
            throw new DamagedException("it does not end with the seek table of the zstd seekable format");
        }
        long tableSize = (frames & 0xffffffffL) * SeekableZstdOutputStream.ENTRY_SIZE;
        long tableEnd = stored.size() - SeekableZstdOutputStream.FOOTER_SIZE;
        if (tableSize + 8 > tableEnd || tableSize > Integer.MAX_VALUE - 8) {
            throw new DamagedException(
                    "its seek table names " + (frames & 0xffffffffL) + " frames, more than fit into it");
        }
        ByteBuffer table = tail(stored, tableEnd, (int) tableSize + 8);
        if (table.getInt() != SeekableZstdOutputStream.SKIPPABLE_MAGIC
                || table.getInt() != tableSize + SeekableZstdOutputStream.FOOTER_SIZE) {
            throw new DamagedException("its seek table does not begin where its length says");
        }
        long[] plainStarts = new long[frames + 1];
        long[] storedStarts = new long[frames + 1];
        for (int i = 0; i < frames; i++) {
            storedStarts[i + 1] = storedStarts[i] + (table.getInt() & 0xffffffffL);
            plainStarts[i + 1] = plainStarts[i] + (table.getInt() & 0xffffffffL);
            table.getInt();
            if (plainStarts[i + 1] - plainStarts[i] > MAX_FRAME
                    || storedStarts[i + 1] - storedStarts[i] > 2L * MAX_FRAME) {
                throw new DamagedException("its seek table names a frame of more than " + MAX_FRAME + " bytes");
            }
        }
        if (storedStarts[frames] != tableEnd - tableSize - 8) {
            throw new DamagedException("its seek table names frames of " + storedStarts[frames]
                    + " bytes in all, but there are " + (tableEnd - tableSize - 8));
        }
        return new ZstdRanges(stored, plainStarts, storedStarts);
    }

    @Override
    public long size() {
        return plainStarts[plainStarts.length - 1];
    }

    @Override
    public void read(long offset, byte[] target, int at, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, size());
        int done = 0;
        while (done < length) {
            int index = frameWith(offset + done);
            byte[] frame = frame(index);
            int from = (int) (offset + done - plainStarts[index]);
            int n = Math.min(length - done, frame.length - from);
            System.arraycopy(frame, from, target, at + done, n);
            done += n;
        }
    }

    private int frameWith(long offset) {
        int found = Arrays.binarySearch(plainStarts, offset);
        if (found < 0) {
            return -found - 2;
        }
        // Empty frames begin where the next one does.
        int index = found;
        while (plainStarts[index + 1] == offset) {
            index++;
        }
        return index;
    }

    private byte[] frame(int index) throws IOException {
        synchronized (kept) {
            byte[] frame = kept.get(index);
            if (frame != null) {
                return frame;
            }
        }
        byte[] frame = decompress(index);
        synchronized (kept) {
            kept.put(index, frame);
            if (kept.size() > KEPT_FRAMES) {
                kept.remove(kept.keySet().iterator().next());
            }
        }
        return frame;
    }

    private byte[] decompress(int index) throws IOException {
        int size = (int) (plainStarts[index + 1] - plainStarts[index]);
        byte[] packed = stored.read(storedStarts[index], (int) (storedStarts[index + 1] - storedStarts[index]));
        byte[] frame = new byte[size];
        try {
            long found = Zstd.decompressByteArray(frame, 0, size, packed, 0, packed.length);
            if (found == size) {
                return frame;
            }
        } catch (ZstdException e) {
            throw new DamagedException("frame " + index + " does not decompress", e);
        }
        throw new DamagedException("frame " + index + " does not have the " + size + " bytes its seek table names");
    }

    private static ByteBuffer tail(Ranges stored, long end, int length) throws IOException {
        if (end < length) {
            throw new DamagedException("it is shorter than a seek table");
        }
        return ByteBuffer.wrap(stored.read(end - length, length)).order(ByteOrder.LITTLE_ENDIAN);
    }
}
