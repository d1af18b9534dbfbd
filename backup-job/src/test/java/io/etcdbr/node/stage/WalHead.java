package io.etcdbr.node.stage;

import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.MemberId;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The first two records of a WAL, as etcd writes them. */
final class WalHead {
    private static final int METADATA = 1;
    private static final int CHECKSUM = 4;

    private WalHead() {}

    static byte[] of(EtcdClusterId cluster, MemberId member) {
        ByteArrayOutputStream ids = new ByteArrayOutputStream();
        ids.write(1 << 3);
        varint(ids, member.value());
        ids.write(2 << 3);
        varint(ids, cluster.value());
        ByteArrayOutputStream segment = new ByteArrayOutputStream();
        segment.writeBytes(frame(record(CHECKSUM, new byte[0])));
        segment.writeBytes(frame(record(METADATA, ids.toByteArray())));
        return segment.toByteArray();
    }

    private static byte[] record(int type, byte[] data) {
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        record.write(1 << 3);
        record.write(type);
        record.write(2 << 3);
        record.write(0);
        if (data.length > 0) {
            record.write(3 << 3 | 2);
            varint(record, data.length);
            record.writeBytes(data);
        }
        return record.toByteArray();
    }

    private static byte[] frame(byte[] record) {
        int padding = (8 - record.length % 8) % 8;
        long field = record.length | (padding == 0 ? 0 : (0x80L | padding) << 56);
        return ByteBuffer.allocate(8 + record.length + padding)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(field)
                .put(record)
                .array();
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
