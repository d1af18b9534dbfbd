package io.etcdbr.node.stage;

import io.etcdbr.bbolt.MappedFile;
import io.etcdbr.etcddb.SnapshotCheck;
import io.etcdbr.etcddb.SnapshotStatus;
import io.etcdbr.etcddb.Watch;
import io.etcdbr.format.ClusterName;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.MemberId;
import io.etcdbr.format.Sha256;
import io.etcdbr.node.host.HostRoot;
import io.etcdbr.node.tool.EtcdVersion;
import io.etcdbr.node.tool.RestoreTool;
import io.etcdbr.node.tool.RestoreToolSearch;
import io.etcdbr.restore.plan.BackupSource;
import io.etcdbr.restore.plan.ClientTls;
import io.etcdbr.restore.plan.Deadlines;
import io.etcdbr.restore.plan.EtcdIds;
import io.etcdbr.restore.plan.ManifestFile;
import io.etcdbr.restore.plan.Participant;
import io.etcdbr.restore.plan.PlanCodec;
import io.etcdbr.restore.plan.PlannedBackup;
import io.etcdbr.restore.plan.PlannedCluster;
import io.etcdbr.restore.plan.PlannedEtcd;
import io.etcdbr.restore.plan.RestoreId;
import io.etcdbr.restore.plan.RestorePlan;
import io.etcdbr.restore.plan.StaticManifests;
import io.etcdbr.testing.EtcdCluster;
import io.etcdbr.testing.EtcdProgram;
import io.etcdbr.testing.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Real members, a snapshot of them, and a plan to go back to it. All nodes share one root here, and one folder of restores: so they
 * are opened one at a time.
 */
final class StagedCluster implements AutoCloseable {
    static final RestoreId ID = new RestoreId("r20261120t143005-7f3a9c");

    final EtcdCluster etcd;
    final Path snapshot;
    final RestorePlan plan;
    final HostRoot root;

    private StagedCluster(EtcdCluster etcd, Path snapshot, RestorePlan plan, HostRoot root) {
        this.etcd = etcd;
        this.snapshot = snapshot;
        this.plan = plan;
        this.root = root;
    }

    /** @param walDirs whether the new WAL goes into a directory of its own; the running members have none */
    static StagedCluster start(EtcdProgram program, int members, Path folder, boolean walDirs) throws Exception {
        EtcdCluster etcd = EtcdCluster.start(program, members, Optional.empty());
        for (int i = 0; i < 40; i++) {
            etcd.ctlWith("value %d".formatted(i).getBytes(), "put", "/registry/configmaps/default/c" + i);
        }
        etcd.ctl("put", "/registry/namespaces/kube-system", "ns");
        Path snapshot = folder.resolve("snapshot.db");
        etcd.ctl("snapshot", "save", snapshot.toString());
        etcd.ctl("put", "/registry/configmaps/default/late", "lost by the restore");
        return new StagedCluster(
                etcd, snapshot, plan(etcd, snapshot, folder, members, walDirs), new HostRoot(folder.resolve("host")));
    }

    private static RestorePlan plan(EtcdCluster etcd, Path snapshot, Path folder, int members, boolean walDirs)
            throws IOException {
        List<Participant> participants = new ArrayList<>();
        for (int i = 0; i < members; i++) {
            // A copy of the member's data is good enough, since what is in use is only looked at.
            Files.createDirectories(folder.resolve("host/var/lib"));
            Programs.run(
                    "cp",
                    "-a",
                    etcd.dataDir(i).toString(),
                    folder.resolve("host/var/lib/etcd" + i).toString());
            participants.add(participant(
                    folder.resolve("host"), i, etcd.peerUrl(i), etcd.endpoint(i).toString(), walDirs));
        }
        return plan(snapshot, etcd.program(), participants);
    }

    /** A plan to go back to {@code snapshot}. */
    static RestorePlan plan(Path snapshot, EtcdProgram program, List<Participant> participants) throws IOException {
        SnapshotStatus status;
        try (MappedFile file = MappedFile.open(snapshot)) {
            status = SnapshotCheck.run(file, Watch.NONE).status().orElseThrow();
        }
        return new RestorePlan(
                ID,
                new PlannedCluster(new ClusterName("test"), "0c9a"),
                new PlannedBackup(
                        new BackupSource.LocalFile("./snapshot.db"),
                        Sha256.digestOf(Files.readAllBytes(snapshot)),
                        Files.size(snapshot),
                        status.revision(),
                        status.totalKeys(),
                        status.hexadecimalHash(),
                        Optional.empty()),
                new PlannedEtcd(
                        EtcdVersion.in(program.version()).orElseThrow().toString(),
                        new EtcdClusterId(1),
                        EtcdIds.cluster(participants.stream()
                                .map(Participant::newMemberId)
                                .toList()),
                        RestorePlan.token(ID),
                        1_000_000,
                        status.revision() + 1),
                participants,
                List.of(),
                List.of("/registry/namespaces/kube-system"),
                Deadlines.forSnapshotOf(Files.size(snapshot)),
                7);
    }

    /** A node whose four manifests lie below {@code host}. */
    static Participant participant(Path host, int i, String peerUrl, String clientUrl, boolean walDirs)
            throws IOException {
        Path pods = Files.createDirectories(host.resolve("etc/kubernetes/manifests" + i));
        Optional<String> wal = Optional.empty();
        if (walDirs) {
            Files.createDirectories(host.resolve("wal" + i));
            wal = Optional.of("/wal" + i);
        }
        List<ManifestFile> manifests = new ArrayList<>();
        for (String name : List.of("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler")) {
            Path file = pods.resolve(name + ".yaml");
            Files.writeString(file, manifest(name));
            manifests.add(new ManifestFile(
                    "/etc/kubernetes/manifests" + i + "/" + name + ".yaml", Sha256.digestOf(Files.readAllBytes(file))));
        }
        return new Participant(
                "cp" + (i + 1),
                "m" + (i + 1),
                new MemberId(100 + i),
                EtcdIds.member(List.of(peerUrl), RestorePlan.token(ID)),
                List.of(peerUrl),
                clientUrl,
                "/var/lib/etcd" + i,
                wal,
                "/etc/kubernetes/manifests" + i,
                new StaticManifests(manifests.get(0), manifests.get(1), manifests.get(2), manifests.get(3)),
                6443,
                new ClientTls("/none/ca", "/none/cert", "/none/key"),
                "v1.36.2");
    }

    private static String manifest(String program) {
        return "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - {name: c, command: [" + program
                + ", --etcd-servers=https://127.0.0.1:2379]}\n";
    }

    /** A data directory of the node, in this process. */
    Path dataDir(int i) {
        return root.path().resolve("var/lib/etcd" + i);
    }

    Path own(int i) {
        return dataDir(i).resolve(".etcdbr").resolve(ID.value());
    }

    /** Keeps the plan on a node and opens it. */
    PlanOnNode open(int i) {
        String node = "cp" + (i + 1);
        PlanOnNode.keep(root, node, PlanCodec.encode(plan));
        return PlanOnNode.open(root, node, ID);
    }

    RestoreTool tool() {
        return tool(etcd.program());
    }

    static RestoreTool tool(EtcdProgram program) {
        return ((RestoreToolSearch.Result.Found) new RestoreToolSearch(
                                new HostRoot(Path.of("/none")),
                                Path.of("/proc"),
                                Optional.of(program.program(program.has("etcdutl") ? "etcdutl" : "etcdctl")),
                                OptionalLong.empty())
                        .run(EtcdVersion.in(program.version()).orElseThrow()))
                .tool();
    }

    @Override
    public void close() throws IOException {
        etcd.close();
    }
}
