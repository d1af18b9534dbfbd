package io.etcdbr.keyindex;

import io.etcdbr.bbolt.BboltException;
import io.etcdbr.bbolt.LeafTable;
import io.etcdbr.bbolt.Meta;
import io.etcdbr.etcddb.Revision;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Makes the key index of a snapshot while its bytes flow by. Looks at every page as if nothing were known of those before, since
 * what a freed page says of its length counts no more. Memory: four bytes a hash outside the heap, and what is found in the frames
 * at hand. For one thread.
 */
public final class KeyIndexBuilder {
    /** More hashes make no index. */
    public static final int MOST_ENTRIES = 1 << 22;

    private static final int MOST_UNFINISHED = 4096;
    private static final byte[] KEY_BUCKET = {'k', 'e', 'y'};

    private final int frameSize;
    private final EncodedFrames encoded = new EncodedFrames();
    private final Deque<Frame> frames = new ArrayDeque<>();
    private final List<ChangeHead> unfinished = new ArrayList<>();
    private Optional<String> whyNot = Optional.empty();
    private byte[] held = new byte[Meta.BYTES];
    private int holding;
    private int pageSize;
    private long databaseSize;
    /** Of all bytes, and of those that were made pages of. */
    private long size;

    private long position;

    /** @param frameSize plain bytes of the snapshot that can be opened at once */
    public KeyIndexBuilder(int frameSize) {
        this.frameSize = frameSize;
    }

    /** Takes the next bytes of the snapshot. */
    public void update(byte[] bytes, int offset, int length) {
        size += length;
        try {
            pages(bytes, offset, length);
        } catch (RuntimeException e) {
            // A defect here must not cost the backup.
            whyNot = Optional.of("making it failed unexpectedly: " + e);
        }
    }

    private void pages(byte[] bytes, int offset, int length) {
        int at = offset;
        int end = offset + length;
        while (at < end && whyNot.isEmpty() && (pageSize == 0 || position < databaseSize)) {
            if (pageSize > 0 && holding == 0 && end - at >= pageSize) {
                page(bytes, at);
                at += pageSize;
                continue;
            }
            int n = Math.min(held.length - holding, end - at);
            System.arraycopy(bytes, at, held, holding, n);
            holding += n;
            at += n;
            if (holding == held.length && pageSize == 0) {
                begin();
            } else if (holding == held.length) {
                holding = 0;
                page(held, 0);
            }
        }
    }

    /** The index of all bytes so far; may be called once. Empty if there is none, see {@link #whyNot}. */
    public Optional<PlainKeyIndex> finish() {
        if (whyNot.isEmpty() && pageSize == 0) {
            whyNot = Optional.of("the snapshot ends before its first page does");
        }
        if (whyNot.isPresent()) {
            return Optional.empty();
        }
        // What goes on beyond the database's end is no page in use.
        unfinished.clear();
        long count = (size + frameSize - 1) / frameSize;
        frameAt(Math.max(0, count - 1) * frameSize);
        frames.forEach(this::encode);
        frames.clear();
        return whyNot.isEmpty() ? Optional.of(new PlainKeyIndex(frameSize, size, count, encoded)) : Optional.empty();
    }

    /** Why there is no index. */
    public Optional<String> whyNot() {
        return whyNot;
    }

    private void begin() {
        try {
            Meta meta = Meta.of(MemorySegment.ofArray(held));
            pageSize = meta.pageSize();
            databaseSize = meta.databaseSize();
            held = Arrays.copyOf(held, pageSize);
        } catch (BboltException e) {
            whyNot = Optional.of("the snapshot does not begin with a valid page: " + e.getMessage());
        }
    }

    private void page(byte[] bytes, int at) {
        for (int i = unfinished.size() - 1; i >= 0; i--) {
            ChangeHead head = unfinished.get(i);
            long offset = head.position() - position;
            if (offset < pageSize && head.take(bytes, at + (int) offset, at + pageSize)) {
                head.frame().done();
                unfinished.remove(i);
            }
        }
        Frame frame = frameAt(position);
        MemorySegment page = MemorySegment.ofArray(bytes).asSlice(at, pageSize);
        if (LeafTable.isLeaf(page, 0, position / pageSize)) {
            leaf(page, 0, bytes, at, frame);
        }
        position += pageSize;
    }

    /**
     * @param start where in {@code page} the leaf begins
     * @param at where in {@code bytes} the page begins
     */
    private void leaf(MemorySegment page, long start, byte[] bytes, int at, Frame frame) {
        Optional<LeafTable> table = LeafTable.of(page, start);
        if (table.isEmpty()) {
            frame.anyKey();
            return;
        }
        for (int i = 0; i < table.get().count(); i++) {
            long key = start + table.get().keyStart(i);
            long keySize = table.get().keySize(i);
            if (table.get().isBucket(i)) {
                if (start == 0 && keySize == KEY_BUCKET.length) {
                    inline(page, table.get(), i, bytes, at, frame);
                }
            } else if (keySize == Revision.SIZE || keySize == Revision.MARKED_SIZE) {
                change(
                        bytes,
                        at,
                        frame,
                        key,
                        (int) keySize,
                        key + keySize + table.get().valueSize(i));
            }
        }
    }

    /** A bucket lies in its element only if it is small. */
    private void inline(MemorySegment page, LeafTable table, int element, byte[] bytes, int at, Frame frame) {
        long key = table.keyStart(element);
        long end = table.valueStart(element) + table.valueSize(element);
        if (end > pageSize) {
            frame.anyKey();
            return;
        }
        boolean named = Arrays.equals(page.asSlice(key, KEY_BUCKET.length).toArray(ValueLayout.JAVA_BYTE), KEY_BUCKET);
        long inner = table.inlinePage(element);
        if (named && inner + LeafTable.HEADER_SIZE <= end && LeafTable.isLeaf(page, inner, 0)) {
            leaf(page.asSlice(0, end), inner, bytes, at, frame);
        }
    }

    /** All numbers from the page's beginning. */
    private void change(byte[] bytes, int at, Frame frame, long key, int keySize, long end) {
        if (position + end > databaseSize) {
            return;
        }
        ChangeHead head = new ChangeHead(frame, position + key, keySize, position + end);
        int visible = (int) Math.min(end, pageSize);
        if (key < visible && head.take(bytes, at + (int) key, at + visible) || end <= pageSize) {
            return;
        }
        if (unfinished.size() == MOST_UNFINISHED) {
            frame.anyKey();
            return;
        }
        frame.open();
        unfinished.add(head);
    }

    /** The frame of the byte at {@code offset}; those before that nothing more is expected for are written down. */
    private Frame frameAt(long offset) {
        long index = offset / frameSize;
        long next = frames.isEmpty() ? encoded.frames() : frames.getLast().index() + 1;
        for (; next <= index; next++) {
            frames.addLast(new Frame(next));
            while (frames.size() > 1 && frames.getFirst().isDone() && whyNot.isEmpty()) {
                encode(frames.removeFirst());
            }
        }
        long waiting =
                frames.size() > 1 ? frames.stream().mapToLong(Frame::size).sum() : 0;
        if (encoded.entries() + waiting > MOST_ENTRIES) {
            whyNot = Optional.of("the snapshot holds more than " + MOST_ENTRIES + " keys and directories");
        }
        return frames.getLast();
    }

    private void encode(Frame frame) {
        if (frame.isAnyKey()) {
            encoded.addAnyKey();
        } else {
            encoded.add(frame.distinct());
        }
        if (encoded.entries() > MOST_ENTRIES) {
            whyNot = Optional.of("the snapshot holds more than " + MOST_ENTRIES + " keys and directories");
        }
    }
}
