package io.etcdbr.etcddb;

import java.lang.foreign.MemorySegment;

/**
 * A value of the bucket {@code key}: etcd's {@code mvccpb.KeyValue}, of which the key must come first, as etcd writes it. Of a deletion only the key is set. The segments are slices
 * of the file.
 *
 * @param createRevision when the key came into being last
 * @param version how many changes ago, 1 for the first
 * @param lease its id, 0 for none
 */
public record KeyValue(
        MemorySegment key, long createRevision, long modRevision, long version, MemorySegment value, long lease) {
    private static final MemorySegment NOTHING =
            MemorySegment.ofArray(new byte[0]).asReadOnly();

    /** @throws EtcdDataException if it is malformed */
    public static KeyValue of(MemorySegment message) throws EtcdDataException {
        MemorySegment key = NOTHING;
        MemorySegment value = NOTHING;
        long createRevision = 0;
        long modRevision = 0;
        long version = 0;
        long lease = 0;
        Protobuf fields = new Protobuf(message);
        for (int field = fields.next(); field != 0; field = fields.next()) {
            switch (field) {
                case 1 -> key = fields.leadingBytes();
                case 2 -> createRevision = fields.varint();
                case 3 -> modRevision = fields.varint();
                case 4 -> version = fields.varint();
                case 5 -> value = fields.bytes();
                case 6 -> lease = fields.varint();
                default -> fields.skip();
            }
        }
        return new KeyValue(key, createRevision, modRevision, version, value, lease);
    }
}
