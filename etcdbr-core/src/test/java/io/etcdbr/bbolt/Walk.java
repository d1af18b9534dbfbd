package io.etcdbr.bbolt;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;

/** All that a database holds, as lines in the form of the reports beside the files. */
final class Walk {
    private final List<String> lines = new ArrayList<>();

    private Walk() {}

    static List<String> of(Database database) throws IOException {
        Walk walk = new Walk();
        walk.bucket("/", database.root());
        return walk.lines;
    }

    private void bucket(String path, Bucket bucket) throws IOException {
        if (!path.equals("/")) {
            lines.add(path);
        }
        Cursor cursor = bucket.cursor();
        while (cursor.next()) {
            String key = path + HexFormat.of().formatHex(cursor.key().toArray(ValueLayout.JAVA_BYTE));
            if (cursor.isBucket()) {
                bucket(key + "/", cursor.bucket());
            } else {
                lines.add("%s %d %08x".formatted(key, cursor.value().byteSize(), crc(cursor.value())));
            }
        }
    }

    private static long crc(MemorySegment bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.asByteBuffer());
        return crc.getValue();
    }
}
