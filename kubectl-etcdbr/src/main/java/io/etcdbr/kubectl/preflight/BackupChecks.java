package io.etcdbr.kubectl.preflight;

import io.etcdbr.format.DatabaseSummary;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.Finding.Severity;
import io.etcdbr.members.MemberReport;
import io.etcdbr.topology.ApiServer;
import io.etcdbr.topology.EncryptionProviders;
import io.etcdbr.topology.NodeFacts;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whether this backup can be the cluster's state. */
final class BackupChecks {
    private static final int MOST_MINORS = 1;

    private BackupChecks() {}

    static void run(Facts facts, Findings findings) {
        verification(facts, findings);
        digest(facts, findings);
        cluster(facts, findings);
        etcdVersion(facts, findings);
        kubernetesVersion(facts, findings);
        alarms(facts, findings);
        encryption(facts, findings);
        auth(facts, findings);
    }

    private static void verification(Facts facts, Findings findings) {
        List<String> errors = facts.backup().damage().stream()
                .filter(finding -> finding.severity() == Severity.ERROR)
                .map(io.etcdbr.format.Finding::message)
                .toList();
        Optional<DatabaseSummary> database = facts.backup().database();
        if (!errors.isEmpty() || database.isEmpty()) {
            findings.refuse(
                    Check.VERIFICATION,
                    facts.backup().name() + " is damaged: "
                            + (errors.isEmpty() ? "its database cannot be read" : errors.getFirst()),
                    "a snapshot whose digest, structure and every entry are sound",
                    "Choose another: kubectl etcdbr list");
            return;
        }
        if (database.get().downgradeTarget().isPresent()) {
            findings.refuse(
                    Check.VERIFICATION,
                    facts.backup().name() + " was taken while etcd was being downgraded to "
                            + database.get().downgradeTarget().get(),
                    "a snapshot from outside of a downgrade",
                    "Choose another: kubectl etcdbr list");
            return;
        }
        findings.holds(
                Check.VERIFICATION,
                (facts.backup().ownDigest() ? "digest, " : "") + "structure and all entries were proved now: "
                        + database.get().keys() + " keys, revision "
                        + database.get().revision() + ", hash " + database.get().hash());
        facts.backup().damage().stream()
                .filter(finding -> finding.severity() == Severity.WARNING)
                .forEach(finding -> findings.warn(Check.VERIFICATION, finding.message(), ""));
        facts.backup().kept().ifPresent(kept -> complete(kept, findings));
    }

    private static void complete(BackupFacts.Kept kept, Findings findings) {
        if (kept.gaps().isEmpty()) {
            findings.holds(
                    Check.VERIFICATION,
                    "it goes as far as any: what " + String.join(", ", kept.compared())
                            + " set aside holds no change beyond it");
        }
        kept.gaps()
                .forEach(gap -> findings.warn(
                        Check.VERIFICATION,
                        gap,
                        "Go on if that does not matter, or look for a backup that has more: kubectl etcdbr list"));
    }

    /** A database without one may be a snapshot that lost its end, or the copy of what a member had. */
    private static void digest(Facts facts, Findings findings) {
        if (facts.own().isPresent()) {
            // It was asked before it was staged, and what was staged has none.
            return;
        }
        if (facts.backup().ownDigest()) {
            findings.holds(Check.DIGEST, "it ends with the SHA-256 that etcd gave it");
            return;
        }
        if (facts.backup().kept().isPresent()) {
            findings.holds(
                    Check.DIGEST,
                    "it is the database itself that etcd on "
                            + facts.backup().kept().get().node() + " had, which never had a digest");
            return;
        }
        findings.refuse(
                Check.DIGEST,
                facts.backup().name()
                        + " does not end with the SHA-256 of a snapshot, so nothing proves that each value is as etcd"
                        + " wrote it",
                "a snapshot as etcdctl or 'kubectl etcdbr download' writes it",
                "Choose such a one");
    }

    private static void cluster(Facts facts, Findings findings) {
        Optional<String> uid = facts.backup().clusterUid();
        String own = facts.cluster().kubeSystemUid();
        EtcdClusterId etcd = facts.etcd().etcdClusterId();
        Optional<BackupFacts.Kept> kept = facts.backup().kept();
        if (kept.isPresent() && uid.equals(Optional.of(kept.get().kubeSystemUid()))) {
            findings.holds(
                    Check.CLUSTER,
                    "it is what these nodes had: its namespace kube-system has the UID of before restore "
                            + kept.get().restore() + ", " + uid.get());
        } else if (uid.filter(own::equals).isPresent()) {
            findings.holds(
                    Check.CLUSTER, "the backup is of this cluster: its namespace kube-system has the same UID " + own);
        } else if (uid.isEmpty() && facts.backup().etcdClusterIds().contains(etcd)) {
            findings.holds(Check.CLUSTER, "the backup is of this etcd, cluster id " + etcd);
        } else {
            findings.refuse(
                    Check.CLUSTER,
                    facts.backup().name() + " is of another cluster: "
                            + uid.map(found -> "its namespace kube-system has the UID " + found)
                                    .orElse("its namespace kube-system cannot be read, and it is of etcd cluster id "
                                            + facts.backup().etcdClusterIds().stream()
                                                    .map(EtcdClusterId::toString)
                                                    .findFirst()
                                                    .orElse("unknown")),
                    "UID " + own + " or etcd cluster id " + etcd,
                    "Choose a backup of this cluster: kubectl etcdbr list");
        }
    }

    private static void etcdVersion(Facts facts, Findings findings) {
        Optional<String> running = facts.etcd().members().stream()
                .flatMap(report -> report.answer().stream())
                .map(MemberReport.Answer::version)
                .findFirst();
        Optional<Versions> runs = running.flatMap(Versions::of);
        Optional<Versions> was = facts.backup().etcdVersion().flatMap(Versions::of);
        if (runs.isEmpty()) {
            return;
        }
        if (was.isEmpty()) {
            findings.warn(
                    Check.ETCD_VERSION,
                    "the snapshot does not tell of which etcd version it is",
                    "Make sure that it is of etcd " + runs.get());
        } else if (!was.equals(runs)) {
            findings.refuse(
                    Check.ETCD_VERSION,
                    facts.backup().name() + " is of etcd "
                            + facts.backup().etcdVersion().get() + ", etcd " + running.get() + " runs",
                    "a backup of etcd " + runs.get(),
                    "Choose one of this minor, or bring etcd to " + was.get() + " first: its image in every etcd.yaml");
        } else {
            findings.holds(
                    Check.ETCD_VERSION,
                    "the backup is of etcd " + facts.backup().etcdVersion().get() + ", etcd " + running.get()
                            + " runs");
        }
    }

    private static void kubernetesVersion(Facts facts, Findings findings) {
        Set<String> run = new TreeSet<>();
        NodeChecks.participants(facts).stream()
                .flatMap(node -> node.apiServer().stream())
                .map(ApiServer::image)
                .flatMap(image -> Versions.tag(image).stream())
                .forEach(run::add);
        Set<String> were = new TreeSet<>(facts.backup().apiServerVersions());
        if (were.isEmpty() || run.isEmpty()) {
            findings.warn(
                    Check.KUBERNETES_VERSION,
                    "the versions of Kubernetes cannot be compared: "
                            + (were.isEmpty() ? "the backup" : "the manifests") + " do not tell",
                    "Make sure that they differ by one minor at most");
            return;
        }
        int distance = were.stream()
                .flatMap(was -> Versions.of(was).stream())
                .flatMapToInt(was ->
                        run.stream().flatMap(now -> Versions.of(now).stream()).mapToInt(was::distance))
                .max()
                .orElse(0);
        String sentence = "the backup is of Kubernetes " + String.join(", ", were) + ", " + String.join(", ", run)
                + (run.size() > 1 ? " run" : " runs");
        if (distance > MOST_MINORS) {
            findings.refuse(
                    Check.KUBERNETES_VERSION,
                    sentence,
                    "versions that differ by one minor at most: what is stored in a version that was removed cannot be read",
                    "Bring the API servers to the backup's version first");
        } else {
            findings.holds(Check.KUBERNETES_VERSION, sentence);
        }
    }

    private static void alarms(Facts facts, Findings findings) {
        facts.backup()
                .database()
                .ifPresent(database -> database.alarms().stream()
                        .map(io.etcdbr.format.Alarm::alarm)
                        .distinct()
                        .forEach(alarm -> {
                            if (alarm.equals("NOSPACE")) {
                                findings.warn(
                                        Check.ALARMS,
                                        "the backup holds the alarm NOSPACE",
                                        "It is disarmed when the new etcd runs; compact and defragment afterwards");
                            } else {
                                findings.refuse(
                                        Check.ALARMS,
                                        "the backup holds the alarm " + alarm + ": its members held different data",
                                        "a backup from before that",
                                        "Choose an older one: kubectl etcdbr list");
                            }
                        }));
        facts.etcd().alarms().stream()
                .map(io.etcdbr.format.Alarm::alarm)
                .distinct()
                .forEach(alarm -> findings.refuse(
                        Check.ALARMS,
                        "etcd has the alarm " + alarm + " now",
                        "an etcd that takes writes: by them the nodes agree to begin",
                        alarm.equals("NOSPACE")
                                ? "Make room: etcdctl compact, etcdctl defrag, etcdctl alarm disarm"
                                : "Take it back for the time until the restore, which replaces the data that differs: etcdctl"
                                        + " alarm disarm"));
    }

    private static void encryption(Facts facts, Findings findings) {
        List<BackupFacts.EncryptionKey> needed = facts.backup().encryption();
        if (needed.isEmpty()) {
            // Of what is damaged it is not known what it holds.
            if (!findings.refused(Check.VERIFICATION)) {
                findings.holds(Check.ENCRYPTION, "nothing in the backup is encrypted at rest");
            }
            return;
        }
        List<NodeFacts> nodes = NodeChecks.participants(facts);
        for (NodeFacts node : nodes) {
            List<String> missing = needed.stream()
                    .filter(key -> !has(node, key))
                    .map(BackupFacts.EncryptionKey::toString)
                    .distinct()
                    .toList();
            if (!missing.isEmpty()) {
                findings.refuse(
                        Check.ENCRYPTION,
                        "node " + node.node() + " lacks keys for what is encrypted at rest in the backup: "
                                + String.join(", ", missing) + " ("
                                + node.encryption()
                                        .map(NodeFacts.Encryption::config)
                                        .orElse("no EncryptionConfiguration")
                                + ")",
                        "all of the backup's keys in the EncryptionConfiguration of every control-plane node",
                        "Add the keys behind the first one of their resource, on every node, and wait for the API servers to"
                                + " run with it");
            }
        }
        if (!findings.refused(Check.ENCRYPTION)) {
            findings.holds(
                    Check.ENCRYPTION,
                    "all nodes have the keys of what is encrypted at rest: "
                            + needed.stream()
                                    .map(BackupFacts.EncryptionKey::toString)
                                    .distinct()
                                    .collect(Collectors.joining(", ")));
        }
        long configurations = nodes.stream()
                .flatMap(node -> node.encryption().stream())
                .flatMap(encryption -> encryption.sha256().stream())
                .distinct()
                .count();
        if (configurations > 1) {
            findings.warn(
                    Check.ENCRYPTION,
                    "the EncryptionConfigurations of the nodes differ",
                    "Make them the same: an API server cannot read what only another one's key opens");
        }
    }

    private static boolean has(NodeFacts node, BackupFacts.EncryptionKey needed) {
        return node.encryption()
                .flatMap(NodeFacts.Encryption::keys)
                .map(EncryptionProviders::keys)
                .filter(keys -> keys.stream()
                        .anyMatch(key -> key.provider().equals(needed.provider())
                                && key.name().equals(needed.keyName())))
                .isPresent();
    }

    private static void auth(Facts facts, Findings findings) {
        if (facts.backup().authEnabled()) {
            findings.refuse(
                    Check.AUTH,
                    "etcd's own users and roles are on in the backup",
                    "an etcd that lets every client certificate in, as under Kubernetes",
                    "Make sure that the API server's client certificate names a user with the role root");
        }
    }
}
