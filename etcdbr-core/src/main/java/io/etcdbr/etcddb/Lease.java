package io.etcdbr.etcddb;

import java.lang.foreign.MemorySegment;

/**
 * A value of the bucket {@code lease}: etcd's {@code leasepb.Lease}.
 *
 * @param ttlSeconds as granted
 * @param remainingSeconds at the last checkpoint, 0 if none was made
 */
public record Lease(long id, long ttlSeconds, long remainingSeconds) {

    static Lease of(MemorySegment message) throws EtcdDataException {
        long id = 0;
        long ttl = 0;
        long remaining = 0;
        Protobuf fields = new Protobuf(message);
        for (int field = fields.next(); field != 0; field = fields.next()) {
            switch (field) {
                case 1 -> id = fields.varint();
                case 2 -> ttl = fields.varint();
                case 3 -> remaining = fields.varint();
                default -> fields.skip();
            }
        }
        return new Lease(id, ttl, remaining);
    }
}
