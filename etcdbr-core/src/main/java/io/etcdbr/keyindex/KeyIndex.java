package io.etcdbr.keyindex;

import static io.etcdbr.keyindex.EncodedFrames.INT;

import io.etcdbr.etcddb.KeyFilter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A key index that was read: tells which frames may hold a key. Keeps its bytes where they are. */
public final class KeyIndex {
    private static final int LEAST_FRAME_SIZE = 4096;

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment bytes;
    private final int frameSize;
    /** Where the hashes of each frame begin, and how many there are or {@link EncodedFrames#ANY_KEY}. */
    private final int[] starts;

    private final int[] counts;

    private KeyIndex(MemorySegment bytes, int frameSize, int[] starts, int[] counts) {
        this.bytes = bytes;
        this.frameSize = frameSize;
        this.starts = starts;
        this.counts = counts;
    }

    /** No index of a snapshot of this size has more bytes. */
    public static long mostBytes(long snapshotSize) {
        return PlainKeyIndex.HEADER_SIZE
                + (long) Integer.BYTES * KeyIndexBuilder.MOST_ENTRIES
                + Integer.BYTES * (snapshotSize / LEAST_FRAME_SIZE + 1);
    }

    /**
     * @param bytes the index, whole and proven
     * @param snapshotSize plain bytes of the snapshot
     * @throws KeyIndexException if it is of another version or not what an index must be
     */
    public static KeyIndex of(MemorySegment bytes, long snapshotSize) throws KeyIndexException {
        long size = bytes.byteSize();
        require(size >= PlainKeyIndex.HEADER_SIZE && size <= mostBytes(snapshotSize), "has %d bytes", size);
        byte[] magic = bytes.asSlice(0, PlainKeyIndex.MAGIC.length).toArray(ValueLayout.JAVA_BYTE);
        require(Arrays.equals(magic, PlainKeyIndex.MAGIC), "does not begin as one");
        int version = bytes.get(INT, 8);
        require(
                version == PlainKeyIndex.VERSION,
                "has version %d, expected %d",
                Integer.toUnsignedLong(version),
                PlainKeyIndex.VERSION);
        int frameSize = bytes.get(INT, 12);
        long indexed = bytes.get(LONG, 16);
        long frames = Integer.toUnsignedLong(bytes.get(INT, 24));
        require(indexed == snapshotSize, "is that of a snapshot of %d bytes, expected %d", indexed, snapshotSize);
        require(frameSize >= LEAST_FRAME_SIZE, "has frames of %d bytes", frameSize);
        require(frames == (snapshotSize + frameSize - 1) / frameSize, "has %d frames", frames);
        require(frames <= size / Integer.BYTES, "has %d frames in %d bytes", frames, size);
        int[] starts = new int[(int) frames];
        int[] counts = new int[(int) frames];
        long at = PlainKeyIndex.HEADER_SIZE;
        long entries = 0;
        for (int frame = 0; frame < frames; frame++) {
            require(size - at >= Integer.BYTES, "ends before frame %d", frame);
            counts[frame] = bytes.get(INT, at);
            at += Integer.BYTES;
            starts[frame] = (int) (at / Integer.BYTES);
            if (counts[frame] != EncodedFrames.ANY_KEY) {
                require(
                        counts[frame] >= 0 && counts[frame] <= (size - at) / Integer.BYTES,
                        "names %d hashes in frame %d, more than follow",
                        Integer.toUnsignedLong(counts[frame]),
                        frame);
                entries += counts[frame];
                at += (long) counts[frame] * Integer.BYTES;
            }
        }
        require(at == size, "has %d bytes behind its last frame", size - at);
        require(
                entries == Integer.toUnsignedLong(bytes.get(INT, 28)),
                "has %d hashes, but says %d",
                entries,
                Integer.toUnsignedLong(bytes.get(INT, 28)));
        return new KeyIndex(bytes, frameSize, starts, counts);
    }

    /** Bytes of the snapshot in each frame but the last. */
    public int frameSize() {
        return frameSize;
    }

    public int frames() {
        return counts.length;
    }

    /** The frames that may hold changes of wanted keys; empty if the index cannot tell. */
    public Optional<BitSet> frames(KeyFilter wanted) {
        return switch (wanted) {
            case KeyFilter.Key(byte[] key) -> Optional.of(frames(KeyHash.of(key)));
            case KeyFilter.Prefix(byte[] prefix) -> {
                OptionalInt directory = KeyHash.ofDirectory(prefix);
                yield directory.isPresent() ? Optional.of(frames(directory.getAsInt())) : Optional.empty();
            }
            case KeyFilter.Both(KeyFilter first, KeyFilter second) -> both(frames(first), frames(second));
            case KeyFilter.AnyOf(List<KeyFilter> filters) -> anyOf(filters);
            default -> Optional.empty();
        };
    }

    /** Whether a key or directory is listed for a frame, or anything may be there. */
    boolean lists(int frame, int hash) {
        if (counts[frame] == EncodedFrames.ANY_KEY) {
            return true;
        }
        int low = 0;
        int high = counts[frame] - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int found = Integer.compareUnsigned(bytes.get(INT, Integer.BYTES * ((long) starts[frame] + middle)), hash);
            if (found == 0) {
                return true;
            }
            low = found < 0 ? middle + 1 : low;
            high = found < 0 ? high : middle - 1;
        }
        return false;
    }

    private BitSet frames(int hash) {
        BitSet found = new BitSet(counts.length);
        for (int frame = 0; frame < counts.length; frame++) {
            found.set(frame, lists(frame, hash));
        }
        return found;
    }

    private Optional<BitSet> anyOf(List<KeyFilter> filters) {
        BitSet all = new BitSet(counts.length);
        for (KeyFilter filter : filters) {
            Optional<BitSet> some = frames(filter);
            if (some.isEmpty()) {
                return Optional.empty();
            }
            all.or(some.get());
        }
        return Optional.of(all);
    }

    private static Optional<BitSet> both(Optional<BitSet> first, Optional<BitSet> second) {
        if (first.isPresent() && second.isPresent()) {
            first.get().and(second.get());
        }
        return first.or(() -> second);
    }

    private static void require(boolean holds, String problem, Object... values) throws KeyIndexException {
        if (!holds) {
            throw new KeyIndexException(problem.formatted(values));
        }
    }
}
