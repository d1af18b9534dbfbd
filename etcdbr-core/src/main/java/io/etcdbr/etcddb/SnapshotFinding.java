package io.etcdbr.etcddb;

import io.etcdbr.bbolt.Finding;

/** What a {@link SnapshotCheck} found wrong. */
public sealed interface SnapshotFinding {

    /** What is wrong and where, without a full stop. */
    String sentence();

    /** Whether it is a warning: all data can be read nonetheless. */
    default boolean harmless() {
        return false;
    }

    /** The file is no bbolt file, or not one that etcdbr reads. Nothing else was looked at. */
    record Unreadable(String sentence) implements SnapshotFinding {}

    /** The SHA-256 at the file's end is not that of what comes before. */
    record WrongDigest(String found, String expected) implements SnapshotFinding {
        @Override
        public String sentence() {
            return "the file's SHA-256 is %s, but its last 32 bytes say %s".formatted(found, expected);
        }
    }

    /** The size is neither that of a database nor that of one with its digest. */
    record OddSize(long size) implements SnapshotFinding {
        @Override
        public String sentence() {
            return "the file has %d bytes, neither a multiple of 512 nor 32 more: it is cut off or something was added"
                    .formatted(size);
        }
    }

    /** The bbolt structure is damaged. */
    record Structure(Finding finding) implements SnapshotFinding {
        @Override
        public String sentence() {
            return finding.sentence();
        }

        @Override
        public boolean harmless() {
            return finding.harmless();
        }
    }

    /** More of these than are kept. */
    record More(long count) implements SnapshotFinding {
        @Override
        public String sentence() {
            return "%d more findings".formatted(count);
        }
    }

    /** A bucket that etcd of every version has is not there. */
    record MissingBucket(String bucket) implements SnapshotFinding {
        @Override
        public String sentence() {
            return "there is no bucket %s: this is no database of an etcd member".formatted(bucket);
        }
    }

    /** An entry is not what etcd writes there. The sentence begins with the place. */
    record Malformed(String sentence) implements SnapshotFinding {}

    /** A value names another revision than the key it stands under: two versions of etcd's data do not fit each other. */
    record WrongRevision(String place, long revision, long modRevision) implements SnapshotFinding {
        @Override
        public String sentence() {
            return "%s: revision %d holds a value of revision %d".formatted(place, revision, modRevision);
        }
    }

    /** More buckets than the report names. */
    record ManyBuckets(long count) implements SnapshotFinding {
        @Override
        public String sentence() {
            return "there are %d buckets, but etcd makes fewer than 20: the report names the first %d"
                    .formatted(count, SnapshotCheck.MOST_BUCKETS);
        }

        @Override
        public boolean harmless() {
            return true;
        }
    }

    /** An alarm is raised in the database, and a cluster restored from it has it too. */
    record RaisedAlarm(Alarm alarm) implements SnapshotFinding {
        @Override
        public String sentence() {
            String raised = "alarm %s of member %016x is raised: ".formatted(alarm.type(), alarm.memberId());
            return raised
                    + switch (alarm.type()) {
                        case "NOSPACE" ->
                            "a cluster restored from it takes no new data before its space is freed and the alarm disarmed"
                                    + " with 'etcdctl alarm disarm'";
                        case "CORRUPT" ->
                            "etcd found that its members do not hold the same data; compare with a backup of another member";
                        default -> "etcd's documentation says what it means";
                    };
        }

        @Override
        public boolean harmless() {
            return true;
        }
    }

    /** The cluster was on its way to an older version. */
    record Downgrade(String target) implements SnapshotFinding {
        @Override
        public String sentence() {
            return ("a downgrade to etcd %s was under way: restore it with the etcdutl of the version that the cluster is"
                            + " to have")
                    .formatted(target);
        }

        @Override
        public boolean harmless() {
            return true;
        }
    }

    /** The version of the cluster says that the schema's version should be there, and it is not. */
    record NoStorageVersion(String clusterVersion) implements SnapshotFinding {
        @Override
        public String sentence() {
            return ("there is no storage version, although the cluster's version is %s: the member's upgrade to etcd 3.6 or"
                            + " later had not ended")
                    .formatted(clusterVersion);
        }

        @Override
        public boolean harmless() {
            return true;
        }
    }
}
