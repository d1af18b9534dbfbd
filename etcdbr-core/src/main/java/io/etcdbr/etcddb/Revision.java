package io.etcdbr.etcddb;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Comparator;

/**
 * A key of the bucket {@code key}: one change of one key.
 *
 * @param main the store's revision, not negative
 * @param sub which change of that revision, not negative
 * @param tombstone whether the change is a deletion
 */
public record Revision(long main, long sub, boolean tombstone) {
    /** The order in which changes were made. */
    public static final Comparator<Revision> ORDER =
            Comparator.<Revision>comparingLong(revision -> revision.main).thenComparingLong(Revision::sub);

    /** Bytes of the bucket's key. */
    public static final int SIZE = 17;

    /** The same where it is marked. */
    public static final int MARKED_SIZE = 18;

    /**
     * Eight bytes of {@code main}, {@code _}, eight of {@code sub}, perhaps {@code t}.
     *
     * @throws EtcdDataException where etcd 3.6 refuses the key as well
     */
    public static Revision of(MemorySegment key) throws EtcdDataException {
        long size = key.byteSize();
        if (size != SIZE && size != MARKED_SIZE) {
            throw wrongSize(size);
        }
        return of(key.toArray(ValueLayout.JAVA_BYTE), 0, (int) size);
    }

    static Revision of(byte[] bytes, int at, int size) throws EtcdDataException {
        if (size != SIZE && size != MARKED_SIZE) {
            throw wrongSize(size);
        }
        long main = number(bytes, at);
        byte middle = bytes[at + 8];
        if (middle != '_') {
            throw new EtcdDataException("a revision with 0x%02x in the middle, expected '_'".formatted(middle));
        }
        long sub = number(bytes, at + 9);
        if (main < 0 || sub < 0) {
            throw new EtcdDataException("a negative revision %d/%d".formatted(main, sub));
        }
        return new Revision(main, sub, size == MARKED_SIZE && bytes[at + SIZE] == 't');
    }

    private static long number(byte[] bytes, int at) {
        long number = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            number = number << Byte.SIZE | bytes[at + i] & 0xff;
        }
        return number;
    }

    private static EtcdDataException wrongSize(long size) {
        return new EtcdDataException("a revision of %d bytes, expected 17 or 18".formatted(size));
    }

    /** How the bucket's key begins, whether marked or not. */
    MemorySegment key() {
        return MemorySegment.ofArray(ByteBuffer.allocate(SIZE)
                .putLong(main)
                .put((byte) '_')
                .putLong(sub)
                .array());
    }

    /** The revisions kept in the bucket {@code meta}, which are never marked. */
    static long main(MemorySegment value) throws EtcdDataException {
        return of(value).main();
    }
}
