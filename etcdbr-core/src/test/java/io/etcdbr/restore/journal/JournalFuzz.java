package io.etcdbr.restore.journal;

import io.etcdbr.error.EtcdbrException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * A journal that a fuzzer makes is read or refused, and what was read is what its bytes say. Lines get the checksum that no fuzzer
 * would guess, unless the input's first byte is odd.
 */
public final class JournalFuzz {
    private JournalFuzz() {}

    /** The entry that the fuzzer knows. */
    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length == 0) {
            return;
        }
        byte[] rest = Arrays.copyOfRange(data, 1, data.length);
        byte[] bytes = (data[0] & 1) == 0 ? withChecksums(rest) : rest;
        Journal journal;
        try {
            journal = JournalCodec.decode(bytes, "journal");
        } catch (EtcdbrException refused) {
            return;
        }
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        journal.lines().forEach(line -> written.writeBytes(JournalCodec.encode(line)));
        if (!Arrays.equals(written.toByteArray(), Arrays.copyOf(bytes, journal.soundBytes()))) {
            throw new IllegalStateException("what was read is not what was written");
        }
    }

    private static byte[] withChecksums(byte[] lines) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String line : new String(lines, StandardCharsets.ISO_8859_1).split("\n", -1)) {
            byte[] covered = line.getBytes(StandardCharsets.ISO_8859_1);
            CRC32C crc = new CRC32C();
            crc.update(covered);
            bytes.writeBytes(covered);
            bytes.writeBytes((",\"crc\":\"" + HexFormat.of().toHexDigits((int) crc.getValue()) + "\"}\n")
                    .getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
