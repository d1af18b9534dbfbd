package io.etcdbr.restore.plan;

import io.etcdbr.format.BackupId;
import io.etcdbr.format.ClusterName;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.Fields;
import io.etcdbr.format.MemberId;
import io.etcdbr.format.Sha256;
import java.time.Duration;
import java.util.Optional;

/** A plan from its fields. */
final class PlanReader {
    private static final String POSITIVE = "a whole number above 0";
    private static final String HEX_16 = "16 lower-case hexadecimal digits";
    private static final String PATH = "an absolute path";

    private PlanReader() {}

    static RestorePlan read(Fields root) {
        RestorePlan plan = new RestorePlan(
                root.parsed("id", "an id such as r20261120t143005-7f3a9c", RestoreId::parse),
                cluster(root.object("cluster")),
                backup(root.object("backup")),
                etcd(root.object("etcd")),
                root.objects("participants").stream()
                        .map(PlanReader::participant)
                        .toList(),
                root.objects("absent").stream().map(PlanReader::absent).toList(),
                root.texts("samples"),
                deadlines(root.object("deadlines")),
                (int) root.number("keepOldDays", 0, Integer.MAX_VALUE, "a number of days"));
        root.refuseUnknown();
        return plan;
    }

    private static PlannedCluster cluster(Fields fields) {
        return new PlannedCluster(
                fields.parsed("name", "the name of a cluster", ClusterName::parse),
                fields.text("kubeSystemUid", "the UID of the namespace kube-system"));
    }

    private static PlannedBackup backup(Fields fields) {
        return new PlannedBackup(
                source(fields),
                sha256(fields, "plainSha256"),
                fields.number("plainSize", 1, Long.MAX_VALUE, POSITIVE),
                fields.number("revision", 1, Long.MAX_VALUE, POSITIVE),
                fields.number("keys", 1, Long.MAX_VALUE, POSITIVE),
                fields.text("hash", "one to eight hexadecimal digits"),
                fields.optionalTime("takenAt"));
    }

    private static BackupSource source(Fields fields) {
        Optional<String> file = fields.optionalText("file", "the path of a file");
        if (file.isPresent()) {
            return new BackupSource.LocalFile(file.get());
        }
        return new BackupSource.Stored(
                fields.parsed("id", "a backup id such as 20261120T143005Z-r48211907-7f3a9c", BackupId::parse),
                fields.text("store", "the URL of a store"));
    }

    private static PlannedEtcd etcd(Fields fields) {
        return new PlannedEtcd(
                fields.text("version", "a version such as 3.6.8"),
                fields.parsed("oldClusterId", HEX_16, EtcdClusterId::parse),
                fields.parsed("newClusterId", HEX_16, EtcdClusterId::parse),
                fields.text("token", "a token"),
                fields.number("bump", 1, Long.MAX_VALUE, POSITIVE),
                fields.number("liveRevision", 1, Long.MAX_VALUE, POSITIVE));
    }

    private static Participant participant(Fields fields) {
        return new Participant(
                fields.text("node", "the name of a node"),
                fields.text("member", "the name of a member"),
                fields.parsed("oldMemberId", HEX_16, MemberId::parse),
                fields.parsed("newMemberId", HEX_16, MemberId::parse),
                fields.texts("peerUrls"),
                fields.text("clientUrl", "a URL"),
                fields.text("dataDir", PATH),
                fields.optionalText("walDir", PATH),
                fields.text("staticPodPath", PATH),
                manifests(fields.object("manifests")),
                (int) fields.number("securePort", 1, 65535, "a port"),
                tls(fields.object("tls")),
                fields.text("kubernetesVersion", "a version such as v1.36.2"));
    }

    private static StaticManifests manifests(Fields fields) {
        return new StaticManifests(
                manifest(fields.object("etcd")),
                manifest(fields.object("kube-apiserver")),
                manifest(fields.object("kube-controller-manager")),
                manifest(fields.object("kube-scheduler")));
    }

    private static ManifestFile manifest(Fields fields) {
        return new ManifestFile(fields.text("path", PATH), sha256(fields, "sha256"));
    }

    private static ClientTls tls(Fields fields) {
        return new ClientTls(fields.text("ca", PATH), fields.text("cert", PATH), fields.text("key", PATH));
    }

    private static AbsentMember absent(Fields fields) {
        return new AbsentMember(
                fields.text("node", "the name of a node, or nothing"),
                fields.text("member", "the name of a member"),
                fields.text("statement", "how the node is fenced"));
    }

    private static Deadlines deadlines(Fields fields) {
        return new Deadlines(
                seconds(fields, "gate"), seconds(fields, "stop"), seconds(fields, "start"), seconds(fields, "api"));
    }

    private static Duration seconds(Fields fields, String name) {
        return Duration.ofSeconds(fields.number(name, 1, Deadlines.MOST_SECONDS, "a number of seconds, at most a day"));
    }

    private static Sha256 sha256(Fields fields, String name) {
        return fields.parsed(name, "64 lower-case hexadecimal digits", Sha256::parse);
    }
}
