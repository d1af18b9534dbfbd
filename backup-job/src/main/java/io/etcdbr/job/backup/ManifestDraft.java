package io.etcdbr.job.backup;

import io.etcdbr.format.ClusterIdentity;
import io.etcdbr.format.DataObject;
import io.etcdbr.format.Encryption;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.FileEntry;
import io.etcdbr.format.FilesObject;
import io.etcdbr.format.FormatVersion;
import io.etcdbr.format.Manifest;
import io.etcdbr.format.SourceMember;
import io.etcdbr.format.UnknownFields;
import io.etcdbr.job.etcd.ClusterState;
import io.etcdbr.job.etcd.MemberState;
import io.etcdbr.nodefiles.NodeFile;
import io.etcdbr.pipeline.AgeRecipient;
import java.time.Instant;
import java.util.Optional;

/** Puts a manifest together from what an attempt found out. */
final class ManifestDraft {
    private final Attempt attempt;
    private final ClusterState cluster;
    private final BackupOptions options;

    ManifestDraft(Attempt attempt, ClusterState cluster, BackupOptions options) {
        this.attempt = attempt;
        this.cluster = cluster;
        this.options = options;
    }

    Manifest manifest(
            Attempt.Read read,
            Optional<FilesObject> files,
            Optional<DataObject> keyIndex,
            Instant finishedAt,
            Optional<EtcdClusterId> previousEtcdClusterId) {
        MemberState.Reachable member = attempt.member();
        return new Manifest(
                FormatVersion.CURRENT,
                attempt.id(),
                new ClusterIdentity(options.cluster(), cluster.id(), previousEtcdClusterId),
                source(member),
                cluster.membership(),
                cluster.alarms(),
                member.revision(),
                read.revisionAtMost(),
                member.raftIndex(),
                member.raftTerm(),
                member.dbSize(),
                read.object(),
                files,
                keyIndex,
                encryption(),
                attempt.startedAt(),
                finishedAt,
                options.tool(),
                attempt.lockUntil(),
                UnknownFields.NONE);
    }

    static FileEntry entry(NodeFile file) {
        String path = file.path().toString().substring(1);
        FileEntry.Type type = switch (file.type()) {
            case FILE -> FileEntry.Type.FILE;
            case DIRECTORY -> FileEntry.Type.DIRECTORY;
            case SYMLINK -> FileEntry.Type.SYMLINK;
            case HARDLINK -> FileEntry.Type.HARDLINK;
        };
        return new FileEntry(path, type, file.mode(), file.uid(), file.gid(), file.size(), file.target());
    }

    private Optional<Encryption> encryption() {
        return options.encoding().encrypts()
                ? Optional.of(new Encryption(
                        Encryption.AGE_X25519,
                        options.encoding().recipients().stream()
                                .map(AgeRecipient::fingerprint)
                                .toList()))
                : Optional.empty();
    }

    private static SourceMember source(MemberState.Reachable member) {
        return new SourceMember(
                member.member().id(),
                member.member().name(),
                member.endpoint().toString(),
                member.leader(),
                member.version(),
                member.storageVersion());
    }
}
