package io.etcdbr.etcddb;

import io.etcdbr.bbolt.BboltException;
import io.etcdbr.bbolt.Database;
import io.etcdbr.bbolt.PageSource;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A snapshot of a real etcd in which a fuzzer changed some bytes has a report, and where that finds it sound, whoever reads it finds
 * what the report says; as {@code PagesFuzz}.
 */
public final class SnapshotFuzz {
    private static final int DIGEST = 32;
    private static final int EDIT = 4;
    private static final int MOST_EDITS = 16;
    private static final List<byte[]> FILES = Stream.of("3.4.23-auth", "3.6.14-auth", "3.6.14-defragmented")
            .map(name -> GoldenSnapshot.of(name).file())
            .map(file -> Arrays.copyOf(file, file.length - DIGEST))
            .toList();

    private SnapshotFuzz() {}

    /** The entry that the fuzzer knows: the first byte chooses the file, then come a place and a byte for it, again and again. */
    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        if (data.length == 0) {
            return;
        }
        byte[] bytes = FILES.get(Byte.toUnsignedInt(data[0]) % FILES.size()).clone();
        for (int at = 1; at + EDIT <= Math.min(data.length, 1 + MOST_EDITS * EDIT); at += EDIT) {
            int place = (data[at] & 0xff) << 16 | (data[at + 1] & 0xff) << 8 | data[at + 2] & 0xff;
            bytes[place % bytes.length] = data[at + 3];
        }
        PageSource source = PageSource.of(MemorySegment.ofArray(bytes));
        SnapshotReport report = SnapshotCheck.run(source, Watch.NONE);
        report.findings().forEach(SnapshotFinding::sentence);
        try {
            EtcdDatabase etcd = new EtcdDatabase(Database.open(source));
            long living = living(etcd);
            etcd.users();
            etcd.roles();
            if (report.sound() && living != report.status().orElseThrow().totalKeys()) {
                throw new AssertionError(living + " keys live, but " + report.status());
            }
        } catch (BboltException | EtcdDataException located) {
            // What must happen to what is malformed: it was found, or is in a bucket that the check does not read.
        }
    }

    /** With the entry that has no key, which etcdutl writes and counts, too. */
    private static long living(EtcdDatabase etcd) throws IOException {
        long[] living = {0};
        boolean[] nameless = {false};
        new Keys(etcd).newest(KeyFilter.all(), key -> living[0]++);
        Changes changes = etcd.changes().orElse(null);
        while (changes != null && changes.next()) {
            if (changes.keyValue().key().byteSize() == 0) {
                nameless[0] = !changes.revision().tombstone();
            }
        }
        return living[0] + (nameless[0] ? 1 : 0);
    }
}
