package io.etcdbr.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A message of protobuf by the numbers of its fields, without those that are zero or empty. */
public final class ProtobufMessage {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public ProtobufMessage number(int field, long value) {
        if (value != 0) {
            varint((long) field << 3);
            varint(value);
        }
        return this;
    }

    public ProtobufMessage bytes(int field, byte[] value) {
        if (value.length > 0) {
            varint((long) field << 3 | 2);
            varint(value.length);
            out.writeBytes(value);
        }
        return this;
    }

    public ProtobufMessage text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    public ProtobufMessage message(int field, ProtobufMessage value) {
        return bytes(field, value.bytes());
    }

    public byte[] bytes() {
        return out.toByteArray();
    }

    /** This object as an API server stores it. */
    public byte[] stored(String apiVersion, String kind) {
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        value.writeBytes("k8s\0".getBytes(StandardCharsets.US_ASCII));
        value.writeBytes(new ProtobufMessage()
                .message(1, new ProtobufMessage().text(1, apiVersion).text(2, kind))
                .message(2, this)
                .bytes());
        return value.toByteArray();
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
