package io.etcdbr.etcddb;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What etcd keeps beside the keys, as far as a report tells of it.
 *
 * @param compactedRevision up to where history is gone
 * @param compactingRevision up to where a compaction was asked for that had not ended; etcd takes it up when it starts
 * @param clusterVersion the version all members agreed on; empty in a restored snapshot
 * @param downgradeTarget the version that a downgrade under way leads to
 * @param buckets the first {@value SnapshotCheck#MOST_BUCKETS} by name
 */
public record EtcdState(
        OptionalLong compactedRevision,
        OptionalLong compactingRevision,
        Optional<String> clusterVersion,
        Optional<String> downgradeTarget,
        List<Member> members,
        List<Alarm> alarms,
        List<BucketSize> buckets) {

    /** A bucket of the root and how many entries it has; a name that is no text of 256 bytes at most is cut. */
    public record BucketSize(String name, long entries) {}
}
