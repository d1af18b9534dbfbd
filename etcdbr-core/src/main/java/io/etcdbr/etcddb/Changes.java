package io.etcdbr.etcddb;

import io.etcdbr.bbolt.Bucket;
import io.etcdbr.bbolt.Cursor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Walks through the bucket {@code key}: every change still kept, oldest first, or backwards. For one thread. */
public final class Changes {
    private final Cursor cursor;

    Changes(Bucket bucket) {
        cursor = bucket.cursor();
    }

    /** Goes to the next change. */
    public boolean next() throws IOException {
        return cursor.next();
    }

    /** Goes to the newest change. False if there is none. */
    public boolean last() throws IOException {
        return cursor.last();
    }

    /** Goes to the change before. */
    public boolean previous() throws IOException {
        return cursor.previous();
    }

    /** Goes to the first change of {@code main} or a later revision. */
    public boolean seek(long main) throws IOException {
        return cursor.seek(MemorySegment.ofArray(
                ByteBuffer.allocate(Long.BYTES).putLong(main).array()));
    }

    /** Goes to the change of exactly this revision. False if it is not there. */
    public boolean find(Revision revision) throws IOException {
        return cursor.seek(revision.key())
                && revision().main() == revision.main()
                && revision().sub() == revision.sub();
    }

    public Revision revision() throws EtcdDataException {
        try {
            return Revision.of(cursor.key());
        } catch (EtcdDataException e) {
            throw e.at(place());
        }
    }

    /** What was written; of a deletion only the key. */
    public KeyValue keyValue() throws EtcdDataException {
        if (cursor.isBucket()) {
            throw new EtcdDataException(place() + ": a bucket where a value should be");
        }
        try {
            return KeyValue.of(cursor.value());
        } catch (EtcdDataException e) {
            throw e.at(place());
        }
    }

    private String place() {
        return "bucket key, " + cursor.place();
    }
}
