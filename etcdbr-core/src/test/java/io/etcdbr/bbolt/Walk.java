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
    private final boolean forward;
    private final List<String> lines = new ArrayList<>();

    private Walk(boolean forward) {
        this.forward = forward;
    }

    static List<String> of(Database database) throws IOException {
        return of(database, true);
    }

    /** Walked from the last key to the first, in the order of a walk forward. */
    static List<String> backwards(Database database) throws IOException {
        return of(database, false).reversed();
    }

    private static List<String> of(Database database, boolean forward) throws IOException {
        Walk walk = new Walk(forward);
        walk.bucket("/", database.root());
        return walk.lines;
    }

    private void bucket(String path, Bucket bucket) throws IOException {
        if (forward && !path.equals("/")) {
            lines.add(path);
        }
        Cursor cursor = bucket.cursor();
        boolean there = forward ? cursor.first() : cursor.last();
        while (there) {
            String key = path + HexFormat.of().formatHex(cursor.key().toArray(ValueLayout.JAVA_BYTE));
            if (cursor.isBucket()) {
                bucket(key + "/", cursor.bucket());
            } else {
                lines.add("%s %d %08x".formatted(key, cursor.value().byteSize(), crc(cursor.value())));
            }
            there = forward ? cursor.next() : cursor.previous();
        }
        if (!forward && !path.equals("/")) {
            lines.add(path);
        }
    }

    private static long crc(MemorySegment bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.asByteBuffer());
        return crc.getValue();
    }
}
