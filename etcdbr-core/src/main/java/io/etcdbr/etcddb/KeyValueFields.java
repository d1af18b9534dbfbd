package io.etcdbr.etcddb;

/** The fields of a {@link KeyValue}; of key and value, from where to where in the message. */
record KeyValueFields(
        long keyStart,
        long keyEnd,
        long createRevision,
        long modRevision,
        long version,
        long valueStart,
        long valueEnd,
        long lease) {

    /** @throws EtcdDataException if the message is malformed */
    static KeyValueFields of(Protobuf message) throws EtcdDataException {
        long keyStart = 0;
        long keyEnd = 0;
        long createRevision = 0;
        long modRevision = 0;
        long version = 0;
        long valueStart = 0;
        long valueEnd = 0;
        long lease = 0;
        for (int field = message.next(); field != 0; field = message.next()) {
            switch (field) {
                case 1 -> {
                    keyStart = message.leadingSpan();
                    keyEnd = message.position();
                }
                case 2 -> createRevision = message.varint();
                case 3 -> modRevision = message.varint();
                case 4 -> version = message.varint();
                case 5 -> {
                    valueStart = message.span();
                    valueEnd = message.position();
                }
                case 6 -> lease = message.varint();
                default -> message.skip();
            }
        }
        return new KeyValueFields(keyStart, keyEnd, createRevision, modRevision, version, valueStart, valueEnd, lease);
    }
}
