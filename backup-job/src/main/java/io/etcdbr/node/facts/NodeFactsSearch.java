package io.etcdbr.node.facts;

import io.etcdbr.node.host.BootClock;
import io.etcdbr.node.host.HostRoot;
import io.etcdbr.node.processes.ProcFiles;
import io.etcdbr.topology.ApiServer;
import io.etcdbr.topology.Component;
import io.etcdbr.topology.EncryptionProviders;
import io.etcdbr.topology.NodeFacts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds out how the node is, and changes nothing. What cannot be found out is a problem among the facts, and no failure. */
public final class NodeFactsSearch {
    private final HostRoot root;
    private final String node;
    private final String version;
    private final Optional<Path> tool;
    private final Path proc;

    /**
     * @param node its name in Kubernetes
     * @param version of this program
     * @param tool a restore tool that the administrator named
     * @param proc a mounted {@code proc} that shows the node's processes
     */
    public NodeFactsSearch(HostRoot root, String node, String version, Optional<Path> tool, Path proc) {
        this.root = root;
        this.node = node;
        this.version = version;
        this.tool = tool;
        this.proc = proc;
    }

    public NodeFacts run() {
        Findings findings = new Findings();
        NodeFiles files = new NodeFiles(root);
        ProcFiles processes = new ProcFiles(proc);
        Optional<NodeFacts.Kubelet> kubelet =
                findings.found("kubelet", () -> Optional.of(new KubeletSearch(files, processes).run()));
        Optional<String> folder = kubelet.flatMap(found -> found.settings().staticPodPath());
        if (kubelet.isPresent() && folder.isEmpty()) {
            findings.problem(
                    "kubelet has no staticPodPath; expected etcd and the API server to run as its static pods");
        }
        Map<Component, ManifestSearch.Found> manifests = folder.flatMap(path -> findings.found(
                        "the manifests in " + path,
                        () -> Optional.of(new ManifestSearch(files, processes, findings).run(path))))
                .orElse(Map.of());
        Optional<String> nodefs = kubelet.flatMap(found -> KubeletSearch.nodefsAvailable(found.settings()));
        Optional<NodeFacts.EtcdFacts> etcd = findings.found(
                        "the mounts of the node", () -> Optional.of(MountTable.read(proc.resolve("self/mountinfo"))))
                .flatMap(mounts -> new EtcdSearch(root, processes, mounts, tool, nodefs, findings)
                        .run(Optional.ofNullable(manifests.get(Component.ETCD))));
        Optional<ApiServer> apiServer = Optional.ofNullable(manifests.get(Component.API_SERVER))
                .flatMap(found -> findings.found(
                        "the API server's settings", () -> Optional.of(ApiServer.of(found.container()))));
        List<NodeFacts.Rival> rivals = findings.found(
                        "what listens on the node",
                        () -> Optional.of(new RivalSearch(processes, manifests)
                                .run(etcd.flatMap(NodeFacts.EtcdFacts::server), apiServer)))
                .orElse(List.of());
        return new NodeFacts(
                NodeFacts.VERSION,
                node,
                version,
                findings.found("the boot id", () -> Optional.of(new BootClock(proc).bootId()))
                        .orElse(""),
                kubelet,
                manifests.values().stream().map(ManifestSearch.Found::manifest).toList(),
                rivals,
                etcd,
                apiServer,
                apiServer.flatMap(ApiServer::encryptionConfig).map(path -> encryption(files, path.host(), findings)),
                findings.found("distributions", () -> Optional.of(new DistributionSearch(files, processes).run()))
                        .orElse(List.of()),
                findings.found("other restores", () -> Optional.of(new RestoresOnNode(root).facts()))
                        .orElse(List.of()),
                findings.problems());
    }

    private static NodeFacts.Encryption encryption(NodeFiles files, String path, Findings findings) {
        Optional<byte[]> bytes = findings.found("the encryption configuration", () -> Optional.of(files.read(path)));
        return new NodeFacts.Encryption(
                path,
                bytes.map(NodeFiles::sha256),
                bytes.flatMap(read -> findings.found(
                        "the encryption configuration", () -> Optional.of(EncryptionProviders.parse(path, read)))));
    }
}
