package io.etcdbr.objects;

import java.util.Arrays;

/** Reads one protobuf message field by field. Messages within share the bytes, so every error has its place in the whole value. */
final class Wire {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int BYTES = 2;
    static final int FIXED32 = 5;

    private final byte[] value;
    private final int end;
    private int position;
    private int start;
    private int wireType;

    Wire(byte[] value, int start, int end) {
        this.value = value;
        this.position = start;
        this.end = end;
    }

    static Wire empty() {
        return new Wire(new byte[0], 0, 0);
    }

    /** The number of the next field, 0 at the end. */
    int next() throws ObjectException {
        if (position == end) {
            return 0;
        }
        start = position;
        long tag = anyVarint();
        wireType = (int) tag & 7;
        long field = tag >>> 3;
        if (field == 0 || field > 0x1fff_ffff) {
            throw malformed("field number " + Long.toUnsignedString(field));
        }
        return (int) field;
    }

    int wireType() {
        return wireType;
    }

    boolean atEnd() {
        return position == end;
    }

    /** How many bytes the field takes that was read last, with its tag. */
    int size() {
        return position - start;
    }

    long varint() throws ObjectException {
        require(VARINT);
        return anyVarint();
    }

    long untaggedVarint() throws ObjectException {
        return anyVarint();
    }

    long untaggedFixed64() throws ObjectException {
        return fixed(Long.BYTES);
    }

    long fixed64() throws ObjectException {
        require(FIXED64);
        return fixed(Long.BYTES);
    }

    /** The message in the field at hand. */
    Wire message() throws ObjectException {
        int length = length();
        position += length;
        return new Wire(value, position - length, position);
    }

    byte[] bytes() throws ObjectException {
        return message().rest();
    }

    /** Invalid UTF-8 becomes U+FFFD, as in the JSON of the API server. */
    String text() throws ObjectException {
        int length = length();
        position += length;
        return Utf8.text(value, position - length, length);
    }

    byte[] rest() {
        return Arrays.copyOfRange(value, position, end);
    }

    /** Passes over the value of the field at hand. */
    void skip() throws ObjectException {
        switch (wireType) {
            case VARINT -> anyVarint();
            case FIXED64 -> fixed(Long.BYTES);
            case BYTES -> {
                int length = length();
                position += length;
            }
            case FIXED32 -> fixed(Integer.BYTES);
            default -> throw malformed("wire type " + wireType);
        }
    }

    ObjectException malformed(String problem) {
        return new ObjectException(
                "malformed protobuf at byte %d of %d: %s".formatted(position, value.length, problem));
    }

    private int length() throws ObjectException {
        require(BYTES);
        long length = anyVarint();
        if (length < 0 || length > end - position) {
            throw malformed("%s bytes where %d are left".formatted(Long.toUnsignedString(length), end - position));
        }
        return (int) length;
    }

    private void require(int type) throws ObjectException {
        if (wireType != type) {
            throw malformed("wire type %d, expected %d".formatted(wireType, type));
        }
    }

    private long fixed(int length) throws ObjectException {
        if (length > end - position) {
            throw malformed("%d bytes where %d are left".formatted(length, end - position));
        }
        long number = 0;
        for (int i = 0; i < length; i++) {
            number |= Byte.toUnsignedLong(value[position++]) << i * Byte.SIZE;
        }
        return number;
    }

    private long anyVarint() throws ObjectException {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (position == end) {
                throw malformed("it ends within a number");
            }
            byte next = value[position++];
            number |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return number;
            }
        }
        throw malformed("a number of more than ten bytes");
    }
}
