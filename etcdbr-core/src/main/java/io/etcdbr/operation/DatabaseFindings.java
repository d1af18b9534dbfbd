package io.etcdbr.operation;

import io.etcdbr.etcddb.EtcdState;
import io.etcdbr.etcddb.SnapshotFinding;
import io.etcdbr.etcddb.SnapshotReport;
import io.etcdbr.etcddb.SnapshotStatus;
import io.etcdbr.format.Alarm;
import io.etcdbr.format.DatabaseSummary;
import io.etcdbr.format.Finding;
import io.etcdbr.format.Manifest;
import io.etcdbr.format.Member;
import io.etcdbr.format.MemberId;
import io.etcdbr.format.ObjectName;
import io.etcdbr.keyindex.KeyIndexCoverage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the check of a database says, in the words of the backup format. */
final class DatabaseFindings {
    private DatabaseFindings() {}

    /** @param object what the findings are about */
    static List<Finding> of(String object, SnapshotReport report) {
        return report.findings().stream()
                .map(finding -> new Finding(severity(finding), object, finding.sentence()))
                .toList();
    }

    /** Where a key index does not lead to what is in the database. */
    static List<Finding> of(ObjectName index, KeyIndexCoverage coverage) {
        return coverage
                .first()
                .map(first -> new Finding(
                        Finding.Severity.WARNING,
                        index.toString(),
                        "it does not list %d changes of keys, the first in %s: single objects may not be found by it"
                                .formatted(coverage.missing(), first)))
                .stream()
                .toList();
    }

    /** Where a sound database is not the one that the manifest tells of. */
    static List<Finding> against(Manifest manifest, SnapshotReport report) {
        List<Finding> findings = new ArrayList<>();
        String object = manifest.snapshot().object().toString();
        if (report.status().isEmpty() || report.state().isEmpty()) {
            return findings;
        }
        long newest = report.status().get().revision();
        long reached = reached(newest, report.state().get());
        if (reached < manifest.revision()) {
            findings.add(new Finding(
                    Finding.Severity.ERROR,
                    object,
                    "the database ends at revision %d, but its manifest says that all up to %d is in it"
                            .formatted(reached, manifest.revision())));
        }
        if (newest > manifest.revisionAtMost()) {
            findings.add(new Finding(
                    Finding.Severity.ERROR,
                    object,
                    "the database goes on to revision %d, but its manifest says that nothing beyond %d is in it"
                            .formatted(newest, manifest.revisionAtMost())));
        }
        String here = ids(members(report.state().get()));
        String there = ids(manifest.members());
        if (!here.equals(there)) {
            findings.add(new Finding(
                    Finding.Severity.WARNING,
                    object,
                    ("the members in the database are %s, but those of the manifest %s: a member was added or removed just"
                                    + " then, or etcd keeps members in its database that the cluster no longer has")
                            .formatted(here, there)));
        }
        return findings;
    }

    /** Empty if the database is too damaged for it. */
    static Optional<DatabaseSummary> summary(SnapshotReport report) {
        return report.status().flatMap(status -> report.state().map(state -> summary(status, state)));
    }

    private static DatabaseSummary summary(SnapshotStatus status, EtcdState state) {
        return new DatabaseSummary(
                new DatabaseSummary.Hash(status.hash()),
                status.revision(),
                state.compactedRevision(),
                state.compactingRevision(),
                status.totalKeys(),
                status.totalEntries(),
                status.totalSize(),
                state.clusterVersion(),
                status.version(),
                state.downgradeTarget(),
                members(state),
                state.alarms().stream()
                        .map(alarm -> new Alarm(new MemberId(alarm.memberId()), alarm.type()))
                        .toList(),
                state.buckets().stream()
                        .map(bucket -> new DatabaseSummary.Bucket(bucket.name(), bucket.entries()))
                        .toList());
    }

    /** Where etcd begins again: 1 if it has no changes yet, and a compaction may have taken away the newest ones. */
    private static long reached(long newest, EtcdState state) {
        return Math.max(
                Math.max(newest, 1),
                Math.max(
                        state.compactedRevision().orElse(0),
                        state.compactingRevision().orElse(0)));
    }

    private static List<Member> members(EtcdState state) {
        return state.members().stream()
                .map(member -> new Member(
                        new MemberId(member.id()),
                        member.name(),
                        member.peerUrls(),
                        member.clientUrls(),
                        member.learner()))
                .toList();
    }

    private static String ids(List<Member> members) {
        return members.isEmpty()
                ? "none"
                : members.stream()
                        .map(Member::id)
                        .sorted()
                        .map(MemberId::toString)
                        .collect(Collectors.joining(", "));
    }

    private static Finding.Severity severity(SnapshotFinding finding) {
        return finding.harmless() ? Finding.Severity.WARNING : Finding.Severity.ERROR;
    }
}
