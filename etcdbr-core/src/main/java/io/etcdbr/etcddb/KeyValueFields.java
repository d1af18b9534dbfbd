package io.etcdbr.etcddb;

/**
 * A {@link KeyValue} by where its key and its value lie in the message: for who passes many and looks at few. What is not there has
 * no bytes.
 */
record KeyValueFields(
        long keyStart,
        long keySize,
        long createRevision,
        long modRevision,
        long version,
        long valueStart,
        long valueSize,
        long lease) {

    /** @throws EtcdDataException if it is malformed */
    static KeyValueFields of(Protobuf fields) throws EtcdDataException {
        long keyEnd = 0;
        long keySize = 0;
        long createRevision = 0;
        long modRevision = 0;
        long version = 0;
        long valueEnd = 0;
        long valueSize = 0;
        long lease = 0;
        for (int field = fields.next(); field != 0; field = fields.next()) {
            switch (field) {
                case 1 -> {
                    keySize = fields.passLeadingBytes();
                    keyEnd = fields.position();
                }
                case 2 -> createRevision = fields.varint();
                case 3 -> modRevision = fields.varint();
                case 4 -> version = fields.varint();
                case 5 -> {
                    valueSize = fields.passBytes();
                    valueEnd = fields.position();
                }
                case 6 -> lease = fields.varint();
                default -> fields.skip();
            }
        }
        return new KeyValueFields(
                keyEnd - keySize,
                keySize,
                createRevision,
                modRevision,
                version,
                valueEnd - valueSize,
                valueSize,
                lease);
    }
}
