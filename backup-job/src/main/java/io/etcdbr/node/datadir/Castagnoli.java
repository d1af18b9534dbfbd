package io.etcdbr.node.datadir;

import java.nio.ByteBuffer;

/** CRC-32C that goes on from another one, which {@link java.util.zip.CRC32C} cannot. */
final class Castagnoli {
    private static final int POLYNOMIAL = 0x82f63b78;
    private static final int[] TABLE = table();

    private Castagnoli() {}

    /** The checksum of what {@code before} is that of, with these bytes behind it. Leaves the buffer as it is. */
    static int update(int before, ByteBuffer bytes) {
        int crc = ~before;
        for (int i = bytes.position(); i < bytes.limit(); i++) {
            crc = TABLE[(crc ^ bytes.get(i)) & 0xff] ^ crc >>> 8;
        }
        return ~crc;
    }

    private static int[] table() {
        int[] table = new int[256];
        for (int i = 0; i < table.length; i++) {
            int crc = i;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ POLYNOMIAL;
            }
            table[i] = crc;
        }
        return table;
    }
}
