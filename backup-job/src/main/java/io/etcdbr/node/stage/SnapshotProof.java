package io.etcdbr.node.stage;

import io.etcdbr.bbolt.MappedFile;
import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.etcddb.EtcdState;
import io.etcdbr.etcddb.SnapshotCheck;
import io.etcdbr.etcddb.SnapshotReport;
import io.etcdbr.etcddb.SnapshotStatus;
import io.etcdbr.etcddb.Watch;
import io.etcdbr.progress.Progress;
import io.etcdbr.restore.plan.PlannedBackup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** Proves a database on the disk by etcdbr's own reader. */
final class SnapshotProof {
    private static final String CORRUPT = "CORRUPT";

    private final Progress progress;
    private final Cancellation cancellation;

    SnapshotProof(Progress progress, Cancellation cancellation) {
        this.progress = progress;
        this.cancellation = cancellation;
    }

    /** What a sound database holds. */
    record Proven(SnapshotStatus status, EtcdState state) {}

    /**
     * Proves the snapshot: its structure, its own digest, and that it is the one of the plan.
     *
     * @throws EtcdbrException {@link ExitCode#DAMAGED}, or {@link ExitCode#REFUSED} if etcd found its data corrupt itself
     */
    Proven snapshot(Path file, PlannedBackup expected) throws IOException {
        Proven proven = check("proving the snapshot", file, true);
        require(file, "revision", proven.status.revision(), expected.revision());
        require(file, "number of keys", proven.status.totalKeys(), expected.keys());
        require(file, "hash", proven.status.hexadecimalHash(), expected.hash());
        if (proven.state.alarms().stream().anyMatch(alarm -> alarm.type().equals(CORRUPT))) {
            throw new EtcdbrException(
                    ExitCode.REFUSED,
                    "etcd had raised the alarm CORRUPT when the snapshot " + file + " was taken",
                    "Choose a backup of before");
        }
        return proven;
    }

    /** Proves the structure of what the tool wrote. */
    Proven database(Path file) throws IOException {
        return check("reading the new data back", file, false);
    }

    private Proven check(String what, Path file, boolean digest) throws IOException {
        try (MappedFile mapped = MappedFile.open(file);
                Progress.Task task = progress.begin(what, OptionalLong.of(mapped.size() * (digest ? 2 : 1)))) {
            Watch watch = bytes -> {
                task.advance(bytes);
                cancellation.check();
            };
            SnapshotReport report =
                    digest ? SnapshotCheck.run(mapped, watch) : SnapshotCheck.runWithoutDigest(mapped, watch);
            if (digest && !report.digest()) {
                throw damaged(file, "it lacks the SHA-256 with which etcd ends a snapshot");
            }
            List<String> findings = report.findings().stream()
                    .filter(finding -> !finding.harmless())
                    .map(finding -> finding.sentence())
                    .toList();
            if (!findings.isEmpty()
                    || report.status().isEmpty()
                    || report.state().isEmpty()) {
                throw damaged(file, findings.isEmpty() ? "it cannot be read" : findings.getFirst());
            }
            return new Proven(report.status().get(), report.state().get());
        }
    }

    static void require(Path file, String what, Object found, Object expected) {
        if (!found.equals(expected)) {
            throw damaged(file, "its " + what + " is " + found + "; expected " + expected);
        }
    }

    static EtcdbrException damaged(Path file, String why) {
        return new EtcdbrException(
                ExitCode.DAMAGED,
                file + " is not what the plan says: " + why,
                "Nothing was kept of it; verify the backup with 'kubectl etcdbr verify --deep', or choose another one");
    }
}
