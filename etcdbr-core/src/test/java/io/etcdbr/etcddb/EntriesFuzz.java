package io.etcdbr.etcddb;

import java.lang.foreign.MemorySegment;

/** The value of an entry that a fuzzer makes is understood or refused, and nothing else; as {@code PagesFuzz}. */
public final class EntriesFuzz {
    private EntriesFuzz() {}

    /** The entry that the fuzzer knows. */
    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length == 0) {
            return;
        }
        MemorySegment value = MemorySegment.ofArray(data).asSlice(1);
        try {
            switch (data[0] % 6) {
                case 0 -> KeyValue.of(value);
                case 1 -> Lease.of(value);
                case 2 -> Alarm.of(value);
                case 3 -> User.of(value);
                case 4 -> Revision.of(value);
                default -> Json.of(EtcdDatabase.text(value)).member();
            }
        } catch (EtcdDataException refused) {
            // What must happen to what is malformed.
        }
    }
}
