package io.etcdbr.node.datadir;

import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.MemberId;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** Segments of a WAL, as etcd writes them. */
public final class WalFile {
    private static final int METADATA = 1;
    private static final int ENTRY = 2;
    private static final int STATE = 3;
    private static final int CHECKSUM = 4;

    private final ByteArrayOutputStream segment = new ByteArrayOutputStream();
    private final CRC32C checksum = new CRC32C();

    /** The first two records. */
    public static byte[] head(EtcdClusterId cluster, MemberId member) {
        return new WalFile().checksum().ids(cluster, member).bytes();
    }

    /** All since the last call. */
    public byte[] bytes() {
        byte[] bytes = segment.toByteArray();
        segment.reset();
        return bytes;
    }

    /** What every segment begins with. */
    public WalFile checksum() {
        return record(CHECKSUM, new byte[0]);
    }

    public WalFile ids(EtcdClusterId cluster, MemberId member) {
        ByteArrayOutputStream ids = new ByteArrayOutputStream();
        number(ids, 1, member.value());
        number(ids, 2, cluster.value());
        return record(METADATA, ids.toByteArray());
    }

    /** @param data empty as that of an election */
    public WalFile entry(long index, byte... data) {
        ByteArrayOutputStream entry = new ByteArrayOutputStream();
        number(entry, 1, 0);
        number(entry, 2, 7);
        number(entry, 3, index);
        if (data.length > 0) {
            bytes(entry, 4, data);
        }
        return record(ENTRY, entry.toByteArray());
    }

    public WalFile state(long commit) {
        ByteArrayOutputStream state = new ByteArrayOutputStream();
        number(state, 1, 7);
        number(state, 2, 4711);
        number(state, 3, commit);
        return record(STATE, state.toByteArray());
    }

    private WalFile record(int type, byte[] data) {
        checksum.update(data);
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        number(record, 1, type);
        number(record, 2, checksum.getValue());
        if (data.length > 0) {
            bytes(record, 3, data);
        }
        int padding = (8 - record.size() % 8) % 8;
        long frame = record.size() | (padding == 0 ? 0 : (0x80L | padding) << 56);
        segment.writeBytes(ByteBuffer.allocate(8 + record.size() + padding)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(frame)
                .put(record.toByteArray())
                .array());
        return this;
    }

    private static void number(ByteArrayOutputStream out, int field, long value) {
        out.write(field << 3);
        varint(out, value);
    }

    private static void bytes(ByteArrayOutputStream out, int field, byte[] value) {
        out.write(field << 3 | 2);
        varint(out, value.length);
        out.writeBytes(value);
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
