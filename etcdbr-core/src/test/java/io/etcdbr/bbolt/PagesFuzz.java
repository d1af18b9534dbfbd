package io.etcdbr.bbolt;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** A file of pages that a fuzzer makes is read or refused, and nothing else. {@code etc/fuzz} searches for inputs
 * that break this, and those that once did are in {@code resources/fuzz}. */
public final class PagesFuzz {
    private static final int PAGE = 1024;

    private PagesFuzz() {}

    /** The entry that the fuzzer knows. */
    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        if (data.length < 2) {
            return;
        }
        Database database = Database.open(PageSource.of(file(data)));
        StructureCheck.run(database, StructureVisitor.NONE).findings().forEach(Finding::sentence);
        try {
            Walk.of(database);
            Walk.backwards(database);
        } catch (BboltException located) {
            // What must happen to what is malformed.
        }
    }

    /** All pages but the meta pages, whose checksum no fuzzer would guess; the first byte chooses what those say. */
    private static MemorySegment file(byte[] data) {
        int pages = 3 + (data.length - 2) / PAGE;
        MemorySegment file = MemorySegment.ofArray(new byte[pages * PAGE]);
        MemorySegment.copy(MemorySegment.ofArray(data), 1, file, 2L * PAGE, data.length - 1);
        for (int id = 0; id < 2; id++) {
            MemorySegment meta = file.asSlice((long) id * PAGE, PAGE);
            meta.set(PageHeader.LONG, 0, id);
            meta.set(PageHeader.INT, 8, PageHeader.META);
            meta.set(PageHeader.INT, 16, 0xED0CDAED);
            meta.set(PageHeader.INT, 20, 2);
            meta.set(PageHeader.INT, 24, PAGE);
            meta.set(PageHeader.LONG, 32, 2 + Byte.toUnsignedInt(data[0]) / 2 % (pages - 2));
            meta.set(PageHeader.LONG, 48, (data[0] & 1) == 0 ? -1 : 2);
            meta.set(PageHeader.LONG, 56, pages);
            meta.set(PageHeader.LONG, 72, MetaPage.checksum(meta));
        }
        return file;
    }
}
