package io.etcdbr.node.execute;

import io.etcdbr.node.datadir.SwapFolders;
import io.etcdbr.node.host.HostRoot;
import io.etcdbr.node.host.RestoreFolder;
import io.etcdbr.node.manifests.StaticManifest;
import io.etcdbr.node.processes.DataFiles;
import io.etcdbr.node.processes.PodLikeness;
import io.etcdbr.node.processes.PodProcesses;
import io.etcdbr.node.processes.ProcFiles;
import io.etcdbr.node.processes.RunningProcess;
import io.etcdbr.restore.plan.ManifestFile;
import io.etcdbr.restore.plan.Participant;
import io.etcdbr.restore.plan.RestorePlan;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the commands work with on this node: its manifests, the processes behind them, its data.
 *
 * @param api manifests of API server, controller manager and scheduler, in this order
 * @param pods the same order
 */
record NodeParts(
        RestorePlan plan,
        Participant self,
        RestoreFolder folder,
        StaticManifest etcdManifest,
        List<StaticManifest> api,
        PodProcesses etcd,
        List<PodProcesses> pods,
        SwapFolders data,
        Optional<SwapFolders> wal,
        DataFiles dataFiles,
        ProcFiles proc,
        Path ownManifest,
        Path podLogs) {
    /**
     * @param ours whether a process may belong to this node at all
     * @throws IOException if a path of the plan cannot be followed on the node
     */
    static NodeParts of(
            RestorePlan plan, Participant self, HostRoot root, ProcFiles proc, Predicate<RunningProcess> ours)
            throws IOException {
        RestoreFolder folder = RestoreFolder.of(root, plan.id());
        Path staticPods = root.resolve(self.staticPodPath());
        List<Path> out = List.of(folder.out(), staticPods.resolveSibling("etcdbr-" + plan.id() + "-out"));
        SwapFolders data = new SwapFolders(root.resolve(self.dataDir()), plan.id());
        Optional<SwapFolders> wal = Optional.empty();
        if (self.walDir().isPresent()) {
            wal = Optional.of(new SwapFolders(root.resolve(self.walDir().get()), plan.id()));
        }
        List<Path> etcdFolders = new ArrayList<>(List.of(data.member()));
        wal.ifPresent(folders -> etcdFolders.add(folders.directory()));
        DataFiles files = new DataFiles(proc, etcdFolders, etcdPorts(self));
        Map<ManifestFile, PodProcesses> pods = new LinkedHashMap<>();
        pods.put(
                self.manifests().apiServer(),
                pod("kube-apiserver", proc, ours.and(PodLikeness.apiServer(proc, self.securePort()))));
        Predicate<RunningProcess> only = ours.and(PodLikeness.only(proc));
        pods.put(self.manifests().controllerManager(), pod("kube-controller-manager", proc, only));
        pods.put(self.manifests().scheduler(), pod("kube-scheduler", proc, only));
        return new NodeParts(
                plan,
                self,
                folder,
                manifest(self.manifests().etcd(), staticPods, out, folder),
                pods.keySet().stream()
                        .map(file -> manifest(file, staticPods, out, folder))
                        .toList(),
                new PodProcesses(
                        "etcd",
                        proc,
                        PodLikeness.etcdProgram(),
                        PodLikeness.etcd(proc, self.member()).or(files::isUser)),
                List.copyOf(pods.values()),
                data,
                wal,
                files,
                proc,
                staticPods.resolve("etcdbr-" + plan.id() + ".yaml"),
                root.resolve("/var/log/pods"));
    }

    /** Counts from its first look on. */
    EtcdStarts etcdStarts() {
        return new EtcdStarts(etcd, new ContainerStarts(podLogs, "etcd", self.node()));
    }

    /** Where the WAL that is in use lies. */
    Path usedWal() {
        return wal.map(SwapFolders::directory).orElseGet(() -> data.member().resolve("wal"));
    }

    /** Where the staged WAL lies. */
    Path stagedWal() {
        return wal.map(SwapFolders::newFolder).orElseGet(() -> data.newFolder().resolve("member/wal"));
    }

    private static StaticManifest manifest(ManifestFile file, Path staticPods, List<Path> out, RestoreFolder folder) {
        return new StaticManifest(
                staticPods, file.name(), file.sha256(), out, folder.saved().resolve(file.name()));
    }

    private static PodProcesses pod(String program, ProcFiles proc, Predicate<RunningProcess> belongs) {
        return new PodProcesses(program, proc, program::equals, belongs);
    }

    private static Set<Integer> etcdPorts(Participant self) {
        return Stream.concat(Stream.of(self.clientUrl()), self.peerUrls().stream())
                .map(url -> URI.create(url).getPort())
                .collect(Collectors.toSet());
    }
}
