package io.etcdbr.etcddb;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Reads one protobuf message field by field; as strict as the code that etcd generates. */
final class Protobuf {
    static final int VARINT = 0;
    static final int BYTES = 2;

    private static final int FIXED64 = 1;
    private static final int FIXED32 = 5;

    /** Of etcd's messages all but the largest values. */
    private static final int HEAD = 256;

    /** For what the head does not hold. */
    private final MemorySegment message;

    /**
     * The message's first bytes on the heap: reading off-heap memory byte by byte is slow until the code is compiled, and that takes
     * long itself.
     */
    private final byte[] head;

    private final int headStart;
    private final long headSize;
    private final long end;
    private long position;
    private int wireType;

    Protobuf(MemorySegment message) {
        this.message = message;
        this.end = message.byteSize();
        this.headSize = Math.min(HEAD, end);
        this.head = message.asSlice(0, headSize).toArray(ValueLayout.JAVA_BYTE);
        this.headStart = 0;
    }

    /** A message that is on the heap as a whole. */
    Protobuf(byte[] bytes, int start, int size) {
        this.message = MemorySegment.NULL;
        this.end = size;
        this.headSize = size;
        this.head = bytes;
        this.headStart = start;
    }

    /** The number of the next field, 0 at the end. */
    int next() throws EtcdDataException {
        if (position == end) {
            return 0;
        }
        long tag = anyVarint();
        wireType = (int) tag & 7;
        long field = tag >>> 3;
        if (field == 0 || field > Integer.MAX_VALUE) {
            throw malformed("field number " + field);
        }
        return (int) field;
    }

    /** The value of the field at hand, which must be a varint. */
    long varint() throws EtcdDataException {
        require(VARINT);
        return anyVarint();
    }

    /** Where the value of the field at hand begins, which must be bytes, a text or a message; it ends at {@link #position}. */
    long span() throws EtcdDataException {
        require(BYTES);
        long length = anyVarint();
        if (length < 0 || length > end - position) {
            throw malformed("%s bytes where %d are left".formatted(Long.toUnsignedString(length), end - position));
        }
        position += length;
        return position - length;
    }

    /** As {@link #span}, of a field that the message must begin with. */
    long leadingSpan() throws EtcdDataException {
        if (position != 1) {
            throw malformed("a field that should be the first");
        }
        return span();
    }

    /** How many bytes of the message were read. */
    long position() {
        return position;
    }

    /** Passes over the value of the field at hand. */
    void skip() throws EtcdDataException {
        switch (wireType) {
            case VARINT -> anyVarint();
            case BYTES -> span();
            case FIXED64 -> advance(Long.BYTES);
            case FIXED32 -> advance(Integer.BYTES);
            default -> throw malformed("wire type " + wireType);
        }
    }

    private void advance(int length) throws EtcdDataException {
        if (length > end - position) {
            throw malformed("%d bytes where %d are left".formatted(length, end - position));
        }
        position += length;
    }

    private void require(int type) throws EtcdDataException {
        if (wireType != type) {
            throw malformed("wire type %d, expected %d".formatted(wireType, type));
        }
    }

    private long anyVarint() throws EtcdDataException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (position == end) {
                throw malformed("it ends within a number");
            }
            byte next = position < headSize
                    ? head[headStart + (int) position]
                    : message.get(ValueLayout.JAVA_BYTE, position);
            position++;
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw malformed("a number of more than ten bytes");
    }

    private EtcdDataException malformed(String problem) {
        return new EtcdDataException("malformed protobuf at byte %d of %d: %s".formatted(position, end, problem));
    }
}
