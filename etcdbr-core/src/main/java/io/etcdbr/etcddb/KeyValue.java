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
    /** @throws EtcdDataException if it is malformed */
    public static KeyValue of(MemorySegment message) throws EtcdDataException {
        KeyValueFields fields = KeyValueFields.of(new Protobuf(message));
        return new KeyValue(
                message.asSlice(fields.keyStart(), fields.keyEnd() - fields.keyStart()),
                fields.createRevision(),
                fields.modRevision(),
                fields.version(),
                message.asSlice(fields.valueStart(), fields.valueEnd() - fields.valueStart()),
                fields.lease());
    }
}
