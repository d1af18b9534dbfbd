package io.etcdbr.snapshot;

import io.etcdbr.bbolt.PageSource;
import io.etcdbr.pipeline.DamagedException;
import io.etcdbr.pipeline.Ranges;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A database of which only the blocks that are needed are fetched. A block is what one request brings at least, so pages are
 * never fetched alone; the blocks used last are kept, and pages are slices of them. Meant for looking single things up: to walk
 * through the whole tree would bring each block again and again.
 */
final class StoredPages implements PageSource {
    /** At least the way from the root to a leaf and what lies beside it. */
    private static final int LEAST_KEPT = 8;

    private static final int MOST_KEPT = 64;

    /** Far more than any page that etcd's limit on requests lets come into being; bounds what a wrong page can ask for. */
    private static final long MAX_PAGE = 64L << 20;

    private final Ranges plain;
    private final int blockSize;
    private final int keptBlocks;
    private final Closing closing;
    private final Map<Long, byte[]> kept = new LinkedHashMap<>(16, 0.75f, true);

    /** What becomes of the ranges in the end. */
    interface Closing {
        void close() throws IOException;
    }

    /** @param blockSize the size of the frames if there are any, so that each is opened alone */
    StoredPages(Ranges plain, int blockSize, Closing closing) {
        this.plain = plain;
        this.blockSize = blockSize;
        this.closing = closing;
        this.keptBlocks = (int) Math.clamp(Runtime.getRuntime().maxMemory() / 4 / blockSize, LEAST_KEPT, MOST_KEPT);
    }

    /** How many blocks are kept: a quarter of the heap at most. */
    int keptBlocks() {
        return keptBlocks;
    }

    @Override
    public long size() {
        return plain.size();
    }

    @Override
    public MemorySegment read(long offset, long length) throws IOException {
        Objects.checkFromIndexSize(offset, length, size());
        if (length > MAX_PAGE) {
            throw new DamagedException("at byte " + offset + " of its database is a page of " + length
                    + " bytes, more than the " + MAX_PAGE + " that are fetched at once");
        }
        long first = offset / blockSize;
        if (length == 0 || first == (offset + length - 1) / blockSize) {
            return MemorySegment.ofArray(block(first)).asReadOnly().asSlice(offset - first * blockSize, length);
        }
        MemorySegment joined = Arena.ofAuto().allocate(length);
        for (long done = 0; done < length; ) {
            long index = (offset + done) / blockSize;
            byte[] block = block(index);
            long from = offset + done - index * blockSize;
            long n = Math.min(length - done, block.length - from);
            MemorySegment.copy(MemorySegment.ofArray(block), from, joined, done, n);
            done += n;
        }
        return joined.asReadOnly();
    }

    private byte[] block(long index) throws IOException {
        synchronized (kept) {
            byte[] block = kept.get(index);
            if (block == null) {
                long start = index * blockSize;
                block = plain.read(start, (int) Math.min(blockSize, size() - start));
                kept.put(index, block);
                if (kept.size() > keptBlocks) {
                    kept.remove(kept.keySet().iterator().next());
                }
            }
            return block;
        }
    }

    @Override
    public void close() throws IOException {
        closing.close();
    }
}
