package io.etcdbr.etcddb;

import java.lang.foreign.MemorySegment;

/**
 * A key of the bucket {@code alarm}: etcd's {@code AlarmMember}.
 *
 * @param memberId unsigned
 * @param type {@code NOSPACE}, {@code CORRUPT}, or the number of one that is newer
 */
public record Alarm(long memberId, String type) {

    static Alarm of(MemorySegment message) throws EtcdDataException {
        long member = 0;
        long type = 0;
        Protobuf fields = new Protobuf(message);
        for (int field = fields.next(); field != 0; field = fields.next()) {
            switch (field) {
                case 1 -> member = fields.varint();
                case 2 -> type = fields.varint();
                default -> fields.skip();
            }
        }
        return new Alarm(member, type == 1 ? "NOSPACE" : type == 2 ? "CORRUPT" : Long.toString(type));
    }
}
