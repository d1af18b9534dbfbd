package io.etcdbr.restore.plan;

import io.etcdbr.format.BackupId;
import io.etcdbr.format.ClusterName;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.MemberId;
import io.etcdbr.format.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plans for tests: nodes cp1, cp2 and so on, with members of the same names. */
public final class PlanFixture {
    public static final RestoreId ID = new RestoreId("r20261120t143005-7f3a9c");
    public static final EtcdClusterId OLD_CLUSTER = new EtcdClusterId(0x0123456789abcdefL);

    private PlanFixture() {}

    /** A plan in which {@code nodes} nodes take part, and all members do. */
    public static RestorePlan plan(int nodes) {
        return plan(nodes, List.of());
    }

    public static RestorePlan plan(int nodes, List<AbsentMember> absent) {
        String token = RestorePlan.token(ID);
        List<Participant> participants = new ArrayList<>();
        for (int i = 1; i <= nodes; i++) {
            participants.add(participant(i, token));
        }
        PlannedBackup backup = new PlannedBackup(
                new BackupSource.Stored(
                        BackupId.parse("20261120T120000Z-r4000-00c0de").orElseThrow(), "s3://backups/prod"),
                digest("snapshot"),
                20_971_552,
                4000,
                812,
                "fe01cf57",
                Optional.of(Instant.parse("2026-11-20T12:00:00.250Z")));
        PlannedEtcd etcd = new PlannedEtcd(
                "3.6.8",
                OLD_CLUSTER,
                EtcdIds.cluster(
                        participants.stream().map(Participant::newMemberId).toList()),
                token,
                Bump.of(9000, 4000),
                9000);
        return new RestorePlan(
                ID,
                new PlannedCluster(new ClusterName("prod"), "3b6c1f0e-5a0f-4f0e-9e55-0a0b0c0d0e0f"),
                backup,
                etcd,
                participants,
                absent,
                List.of("/registry/namespaces/kube-system", "/registry/namespaces/default"),
                Deadlines.forSnapshotOf(backup.plainSize()),
                7);
    }

    /** {@link #plan(int)} with other addresses, in the order of the nodes. */
    public static RestorePlan at(List<String> peerUrls, List<String> clientUrls) {
        RestorePlan plan = plan(peerUrls.size());
        String token = plan.etcd().token();
        List<Participant> participants = new ArrayList<>();
        for (Participant like : plan.participants()) {
            List<String> peer = List.of(peerUrls.get(participants.size()));
            participants.add(new Participant(
                    like.node(),
                    like.member(),
                    like.oldMemberId(),
                    EtcdIds.member(peer, token),
                    peer,
                    clientUrls.get(participants.size()),
                    like.dataDir(),
                    like.walDir(),
                    like.staticPodPath(),
                    like.manifests(),
                    like.securePort(),
                    like.tls(),
                    like.kubernetesVersion()));
        }
        PlannedEtcd etcd = new PlannedEtcd(
                plan.etcd().version(),
                plan.etcd().oldClusterId(),
                EtcdIds.cluster(
                        participants.stream().map(Participant::newMemberId).toList()),
                token,
                plan.etcd().bump(),
                plan.etcd().liveRevision());
        return new RestorePlan(
                plan.id(),
                plan.cluster(),
                plan.backup(),
                etcd,
                participants,
                plan.absent(),
                plan.samples(),
                plan.deadlines(),
                plan.keepOldDays());
    }

    public static Participant participant(int number, String token) {
        String node = "cp" + number;
        List<String> peerUrls = List.of("https://10.0.0.1" + number + ":2380");
        String manifests = "/etc/kubernetes/manifests";
        return new Participant(
                node,
                node,
                new MemberId(0x1000 + number),
                EtcdIds.member(peerUrls, token),
                peerUrls,
                "https://10.0.0.1" + number + ":2379",
                "/var/lib/etcd",
                Optional.empty(),
                manifests,
                new StaticManifests(
                        manifest(manifests, "etcd"),
                        manifest(manifests, "kube-apiserver"),
                        manifest(manifests, "kube-controller-manager"),
                        manifest(manifests, "kube-scheduler")),
                6443,
                new ClientTls(
                        "/etc/kubernetes/pki/etcd/ca.crt",
                        "/etc/kubernetes/pki/etcd/healthcheck-client.crt",
                        "/etc/kubernetes/pki/etcd/healthcheck-client.key"),
                "v1.36.2");
    }

    private static ManifestFile manifest(String folder, String name) {
        return new ManifestFile(folder + "/" + name + ".yaml", digest(name));
    }

    private static Sha256 digest(String text) {
        return Sha256.digestOf(text.getBytes(StandardCharsets.UTF_8));
    }
}
