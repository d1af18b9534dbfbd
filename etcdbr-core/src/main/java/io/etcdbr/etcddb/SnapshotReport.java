package io.etcdbr.etcddb;

import java.util.List;
import java.util.Optional;

/**
 * The outcome of a {@link SnapshotCheck}.
 *
 * @param status empty if the file is too damaged for etcdutl to print one
 * @param state there if the status is
 * @param digest whether the file ends with its SHA-256, as {@code etcdctl snapshot save} and etcd's snapshot stream write it
 * @param freelist whether the file has a list of its free pages; without it lost space cannot be told
 */
public record SnapshotReport(
        Optional<SnapshotStatus> status,
        Optional<EtcdState> state,
        boolean digest,
        boolean freelist,
        List<SnapshotFinding> findings) {

    /** Whether nothing is damaged. */
    public boolean sound() {
        return findings.stream().allMatch(SnapshotFinding::harmless);
    }
}
