package io.etcdbr.output;

import io.etcdbr.catalog.BackupSummary;
import io.etcdbr.format.Alarm;
import io.etcdbr.format.CompressionAlgorithm;
import io.etcdbr.format.DataObject;
import io.etcdbr.format.DatabaseSummary;
import io.etcdbr.format.Encryption;
import io.etcdbr.format.FileEntry;
import io.etcdbr.format.Manifest;
import io.etcdbr.format.Member;
import io.etcdbr.format.Sha256;
import io.etcdbr.format.SourceMember;
import io.etcdbr.operation.BackupDescription;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything about one backup, field by field. */
final class DescribeText {
    private final OutputStyle style;
    private final FieldLines fields;

    DescribeText(OutputStyle style, Appendable out) {
        this.style = style;
        this.fields = new FieldLines(out, style.room());
    }

    void print(BackupDescription description) throws IOException {
        BackupSummary backup = description.summary();
        Manifest manifest = description.manifest();
        Cell state = StateText.of(backup);
        fields.field("Backup", backup.id());
        fields.field("Cluster", manifest.cluster().name());
        fields.field(
                "etcd cluster",
                manifest.cluster().etcdClusterId()
                        + manifest.cluster()
                                .previousEtcdClusterId()
                                .map(previous -> ", the first after " + previous)
                                .orElse(""));
        fields.field("Store", description.store());
        fields.field("State", style.colour() ? state.colour().paint(state.text()) : state.text());
        fields.field(
                "Taken",
                moment(manifest.startedAt()) + ", took "
                        + took(Duration.between(manifest.startedAt(), manifest.finishedAt())));
        fields.field(
                "Revision",
                manifest.revision() == manifest.revisionAtMost()
                        ? manifest.revision()
                        : manifest.revision() + ", nothing beyond " + manifest.revisionAtMost());
        fields.field("Raft", "index " + manifest.raftIndex() + ", term " + manifest.raftTerm());
        fields.field("etcd", version(manifest.source()) + ", database " + HumanText.size(manifest.dbSize()));
        fields.field(
                "Read from",
                HumanText.safe(manifest.source().memberName()) + " at "
                        + HumanText.safe(manifest.source().endpoint())
                        + (manifest.source().leader() ? ", the leader" : ", a follower"));
        fields.several(
                "Members", manifest.members().stream().map(DescribeText::member).toList());
        fields.several(
                "Alarms", manifest.alarms().stream().map(DescribeText::alarm).toList());
        data("Snapshot", manifest.snapshot());
        if (manifest.files().isPresent()) {
            data("Node files", manifest.files().get().data());
            List<FileEntry> entries = manifest.files().get().entries();
            fields.several(
                    "",
                    style.format() == OutputFormat.WIDE
                            ? entries.stream().map(DescribeText::entry).toList()
                            : List.of(entries.size() + " entries"));
        }
        if (manifest.keyIndex().isPresent()) {
            data("Key index", manifest.keyIndex().get());
        }
        fields.field(
                "Encryption",
                manifest.encryption().map(DescribeText::encryption).orElse("none"));
        fields.field("Locked until", manifest.lockUntil().map(this::moment).orElse("not locked"));
        fields.field(
                "Written by",
                HumanText.safe(manifest.tool().name() + " " + manifest.tool().version()) + ", format "
                        + manifest.formatVersion());
        fields.several(
                "Verifications",
                description.verifications().stream()
                        .map(found -> found.result().text() + ", "
                                + found.level().text() + ", " + moment(found.verifiedAt())
                                + String.join(
                                        "",
                                        found.findings().stream()
                                                .map(finding -> "; "
                                                        + HumanText.safe(finding.object() + ": " + finding.message()))
                                                .toList()))
                        .toList());
        Optional<DatabaseSummary> database = description.verifications().stream()
                .flatMap(found -> found.database().stream())
                .findFirst();
        if (database.isPresent()) {
            fields.field("Database", "as found by the newest deep verification");
            for (Map.Entry<String, List<String>> lines :
                    DatabaseText.all(database.get()).entrySet()) {
                fields.several("  " + lines.getKey(), lines.getValue());
            }
        }
        fields.several(
                "Unreadable",
                description.unreadable().stream()
                        .map(failure -> HumanText.safe(failure.problem()))
                        .toList());
    }

    static String member(Member member) {
        return member.id() + " " + HumanText.safe(member.name()) + " "
                + HumanText.safe(String.join(",", member.peerUrls()))
                + (member.learner() ? " (learner)" : "");
    }

    static String alarm(Alarm alarm) {
        return HumanText.safe(alarm.alarm()) + " on " + alarm.memberId();
    }

    private void data(String label, DataObject data) throws IOException {
        fields.field(label, data.object());
        fields.field(
                "  plain",
                HumanText.size(data.plainSize()) + " (" + data.plainSize() + " bytes), SHA-256 " + data.plainSha256());
        fields.field(
                "  stored",
                HumanText.size(data.storedSize()) + " (" + data.storedSize() + " bytes), SHA-256 "
                        + data.storedSha256());
        fields.field(
                "  compression",
                data.compression().algorithm() == CompressionAlgorithm.NONE
                        ? "none"
                        : data.compression().algorithm().text() + " level "
                                + data.compression().level());
    }

    private String moment(Instant time) {
        return HumanText.exact(time) + " (" + HumanText.age(time, style.now()) + ")";
    }

    private static String took(Duration span) {
        return span.toSeconds() < 1 ? "less than 1s" : HumanText.span(span);
    }

    private static String version(SourceMember source) {
        return HumanText.safe(source.etcdVersion()
                + source.storageVersion()
                        .map(storage -> ", storage version " + storage)
                        .orElse(""));
    }

    private static String encryption(Encryption encryption) {
        return HumanText.safe(encryption.scheme()) + " to the public key with SHA-256 "
                + String.join(
                        ", ", encryption.recipients().stream().map(Sha256::hex).toList());
    }

    private static String entry(FileEntry entry) {
        return "%s %04o %d:%d %d %s%s"
                .formatted(
                        entry.type().text(),
                        entry.mode(),
                        entry.uid(),
                        entry.gid(),
                        entry.size(),
                        HumanText.safe(entry.path()),
                        entry.target()
                                .map(target -> " -> " + HumanText.safe(target))
                                .orElse(""));
    }
}
