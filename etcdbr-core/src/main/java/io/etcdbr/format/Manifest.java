package io.etcdbr.format;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a backup says of itself: {@code docs/format.md} section 5, field by field. Times have milliseconds; what is finer is cut
 * off.
 *
 * @param revision the snapshot holds everything up to it
 * @param revisionAtMost the snapshot holds nothing beyond it
 * @param dbSize the source's database size just before, in bytes
 * @param keyIndex which keys are where in the snapshot
 * @param unknown fields of a newer minor version, written back by {@link ManifestCodec#encode}
 */
public record Manifest(
        FormatVersion formatVersion,
        BackupId id,
        ClusterIdentity cluster,
        SourceMember source,
        List<Member> members,
        List<Alarm> alarms,
        long revision,
        long revisionAtMost,
        long raftIndex,
        long raftTerm,
        long dbSize,
        DataObject snapshot,
        Optional<FilesObject> files,
        Optional<DataObject> keyIndex,
        Optional<Encryption> encryption,
        Instant startedAt,
        Instant finishedAt,
        Tool tool,
        Optional<Instant> lockUntil,
        UnknownFields unknown) {

    public Manifest {
        members = List.copyOf(members);
        alarms = List.copyOf(alarms);
        startedAt = startedAt.truncatedTo(ChronoUnit.MILLIS);
        finishedAt = finishedAt.truncatedTo(ChronoUnit.MILLIS);
        lockUntil = lockUntil.map(time -> time.truncatedTo(ChronoUnit.MILLIS));
    }

    public Epoch epoch() {
        return new Epoch(cluster.name(), cluster.etcdClusterId());
    }

    /** The data objects in the order they were written. */
    public List<DataObject> dataObjects() {
        return Stream.of(Optional.of(snapshot), files.map(FilesObject::data), keyIndex)
                .flatMap(Optional::stream)
                .toList();
    }

    Manifest withUnknown(UnknownFields fields) {
        return new Manifest(
                formatVersion,
                id,
                cluster,
                source,
                members,
                alarms,
                revision,
                revisionAtMost,
                raftIndex,
                raftTerm,
                dbSize,
                snapshot,
                files,
                keyIndex,
                encryption,
                startedAt,
                finishedAt,
                tool,
                lockUntil,
                fields);
    }
}
