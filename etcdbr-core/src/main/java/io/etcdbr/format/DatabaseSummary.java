package io.etcdbr.format;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the database in a snapshot says of itself: {@code docs/format.md} section 6.
 *
 * @param hash as {@code etcdutl snapshot status} prints it
 * @param revision the newest, 0 if there is none
 * @param compactedRevision up to where history is gone
 * @param compactingRevision up to where a compaction was under way
 * @param keys that live at {@code revision}
 * @param entries of all buckets
 * @param size in bytes, without the trailer
 * @param storageVersion empty before etcd 3.6
 * @param downgradeTarget the version that a downgrade under way leads to
 * @param buckets the first {@value #MOST_BUCKETS} by name
 */
public record DatabaseSummary(
        Hash hash,
        long revision,
        OptionalLong compactedRevision,
        OptionalLong compactingRevision,
        long keys,
        long entries,
        long size,
        Optional<String> clusterVersion,
        Optional<String> storageVersion,
        Optional<String> downgradeTarget,
        List<Member> members,
        List<Alarm> alarms,
        List<Bucket> buckets) {
    public static final int MOST_BUCKETS = 100;

    public DatabaseSummary {
        members = List.copyOf(members);
        alarms = List.copyOf(alarms);
        buckets = List.copyOf(buckets);
    }

    /** A bucket and how much it holds. */
    public record Bucket(String name, long entries) {}

    /** A CRC-32C; written as hexadecimal digits without leading zeros. */
    public record Hash(int value) {

        public static Optional<Hash> parse(String text) {
            return text.matches("0|[1-9a-f][0-9a-f]{0,7}")
                    ? Optional.of(new Hash(Integer.parseUnsignedInt(text, 16)))
                    : Optional.empty();
        }

        @Override
        public String toString() {
            return Integer.toHexString(value);
        }
    }
}
