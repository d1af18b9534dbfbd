package io.etcdbr.etcddb;

import io.etcdbr.bbolt.BboltException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Reads the small buckets of a database of sound structure; what cannot be understood is a finding and reads as not there. */
final class EtcdStateReader {
    /** Etcd 3.6 and later keep the version of the schema. */
    private static final Pattern KEEPS_STORAGE_VERSION = Pattern.compile("3\\.([6-9]|[1-9]\\d+)\\..*|[4-9]\\..*");

    private final EtcdDatabase etcd;
    private final List<SnapshotFinding> findings = new ArrayList<>();

    EtcdStateReader(EtcdDatabase etcd) {
        this.etcd = etcd;
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    List<SnapshotFinding> findings() {
        return findings;
    }

    Optional<String> storageVersion() throws IOException {
        return understood(etcd::storageVersion, Optional.empty());
    }

    EtcdState read(List<EtcdState.BucketSize> buckets, boolean storageVersion) throws IOException {
        OptionalLong finished = understood(etcd::finishedCompaction, OptionalLong.empty());
        OptionalLong scheduled = understood(etcd::scheduledCompaction, OptionalLong.empty());
        EtcdState state = new EtcdState(
                finished,
                scheduled.orElse(0) > finished.orElse(0) ? scheduled : OptionalLong.empty(),
                understood(etcd::clusterVersion, Optional.empty()),
                understood(etcd::downgradeTarget, Optional.empty()),
                understood(etcd::members, List.of()),
                understood(etcd::alarms, List.of()),
                buckets);
        state.alarms().forEach(alarm -> findings.add(new SnapshotFinding.RaisedAlarm(alarm)));
        state.downgradeTarget().ifPresent(target -> findings.add(new SnapshotFinding.Downgrade(target)));
        state.clusterVersion()
                .filter(version -> !storageVersion
                        && KEEPS_STORAGE_VERSION.matcher(version).matches())
                .ifPresent(version -> findings.add(new SnapshotFinding.NoStorageVersion(version)));
        return state;
    }

    private <T> T understood(Reading<T> reading, T otherwise) throws IOException {
        try {
            return reading.read();
        } catch (EtcdDataException | BboltException e) {
            findings.add(new SnapshotFinding.Malformed(String.valueOf(e.getMessage())));
            return otherwise;
        }
    }
}
