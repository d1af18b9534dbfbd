package io.etcdbr.node.datadir;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * A record of etcd's WAL ({@code server/storage/wal}): a frame of eight bytes, little-endian, whose lower 56 bits are the record's length
 * and whose highest byte, if it is negative, says in three bits how much padding follows; then a protobuf {@code walpb.Record}.
 *
 * @param checksum CRC-32C of the data of all records so far, of {@link #CHECKSUM} that of the segment before
 * @param start of the protobuf in the segment
 */
record WalRecord(long type, int checksum, ByteBuffer data, int start, int length) {
    static final int METADATA = 1;
    static final int ENTRY = 2;
    static final int STATE = 3;
    static final int CHECKSUM = 4;

    private static final long LENGTH = 0xff_ffff_ffff_ffffL;

    /** What a disk writes whole or not at all. */
    private static final int SECTOR = 512;

    private static final int TYPE_FIELD = 1 << 3;
    private static final int CHECKSUM_FIELD = 2 << 3;
    private static final int DATA_FIELD = 3 << 3 | 2;

    /**
     * The next one; empty at the end of what was written, after which a segment has zeros, or nothing.
     *
     * @param segment stands behind the record afterwards
     * @throws IllegalArgumentException or {@link BufferUnderflowException} if it is none, or not all of it is there; the segment stands
     *     where it stood
     */
    static Optional<WalRecord> next(ByteBuffer segment) {
        int start = segment.position();
        try {
            return read(segment.order(ByteOrder.LITTLE_ENDIAN));
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            segment.position(start);
            throw e;
        }
    }

    private static Optional<WalRecord> read(ByteBuffer segment) {
        if (!segment.hasRemaining()) {
            return Optional.empty();
        }
        long frame = segment.getLong();
        if (frame == 0) {
            segment.position(segment.position() - Long.BYTES);
            return Optional.empty();
        }
        int start = segment.position();
        int length = length(frame);
        int padding = frame < 0 ? (int) (frame >>> 56 & 7) : 0;
        ByteBuffer fields = slice(segment, length);
        slice(segment, Math.min(padding, segment.remaining()));
        long type = -1;
        int checksum = 0;
        ByteBuffer data = ByteBuffer.allocate(0);
        while (fields.hasRemaining()) {
            int tag = (int) varint(fields);
            switch (tag) {
                case TYPE_FIELD -> type = varint(fields);
                case CHECKSUM_FIELD -> checksum = (int) varint(fields);
                case DATA_FIELD -> data = slice(fields, (int) varint(fields));
                default -> varint(fields);
            }
        }
        return Optional.of(new WalRecord(type, checksum, data, start, length));
    }

    /**
     * Whether a write was cut off in what cannot be read as a record: then a sector of it has zeros alone, as before anything was written
     * there. By the same rule etcd tells it from damage.
     *
     * @param segment stands where the record would begin
     */
    static boolean isCutOff(ByteBuffer segment) {
        ByteBuffer rest = segment.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (rest.remaining() < Long.BYTES) {
            return true;
        }
        long frame = rest.getLong();
        long end = Math.min((long) rest.position() + (frame & LENGTH), rest.limit());
        for (int at = rest.position(); at < end; ) {
            int next = (int) Math.min((at / SECTOR + 1L) * SECTOR, end);
            if (isZero(rest, at, next)) {
                return true;
            }
            at = next;
        }
        return (frame & LENGTH) > rest.remaining();
    }

    private static boolean isZero(ByteBuffer bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes.get(i) != 0) {
                return false;
            }
        }
        return true;
    }

    private static int length(long frame) {
        long length = frame & LENGTH;
        if (length > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a record of " + length + " bytes");
        }
        return (int) length;
    }

    static ByteBuffer slice(ByteBuffer from, int length) {
        if (length < 0 || length > from.remaining()) {
            throw new IllegalArgumentException("a length of " + length);
        }
        ByteBuffer part = from.slice(from.position(), length).order(ByteOrder.LITTLE_ENDIAN);
        from.position(from.position() + length);
        return part;
    }

    static long varint(ByteBuffer from) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = from.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number of more than 64 bits");
    }
}
