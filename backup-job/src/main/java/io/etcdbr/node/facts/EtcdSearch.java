package io.etcdbr.node.facts;

import io.etcdbr.node.host.HostRoot;
import io.etcdbr.node.processes.ProcFiles;
import io.etcdbr.node.tool.EtcdVersion;
import io.etcdbr.node.tool.NodeProgram;
import io.etcdbr.node.tool.RestoreTool;
import io.etcdbr.node.tool.RestoreToolSearch;
import io.etcdbr.topology.Container;
import io.etcdbr.topology.EtcdServer;
import io.etcdbr.topology.MappedPath;
import io.etcdbr.topology.NodeFacts;
import io.etcdbr.topology.TopologyException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The node's etcd: what its manifest says, what runs, what lies on the disk. */
record EtcdSearch(
        HostRoot root,
        ProcFiles proc,
        MountTable mounts,
        Optional<Path> namedTool,
        Optional<String> nodefsAvailable,
        Findings findings) {
    private static final List<String> UNITS =
            List.of("/etc/systemd/system", "/lib/systemd/system", "/usr/lib/systemd/system");

    Optional<NodeFacts.EtcdFacts> run(Optional<ManifestSearch.Found> manifest) {
        Optional<String> unit = manifest.isPresent() ? Optional.empty() : systemdUnit();
        unit.ifPresent(
                name -> findings.problem("etcd is a service of systemd here, " + name + "; expected a static pod"));
        if (manifest.isEmpty()) {
            return unit.map(name -> new NodeFacts.EtcdFacts(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(name)));
        }
        Optional<EtcdServer> server = findings.found(
                "etcd's settings", () -> Optional.of(server(manifest.get().container())));
        server.ifPresent(found -> found.notUnderstood().forEach(findings::problem));
        OptionalLong pid = manifest.get()
                .manifest()
                .process()
                .map(process -> OptionalLong.of(process.pid()))
                .orElseGet(OptionalLong::empty);
        Optional<EtcdVersion> version = pid.isPresent()
                ? findings.found("the version of the running etcd", () -> version(pid.getAsLong()))
                : Optional.empty();
        Optional<RestoreTool> tool = version.flatMap(found -> tool(found, pid));
        return Optional.of(new NodeFacts.EtcdFacts(
                server,
                version.map(EtcdVersion::toString),
                tool.map(found -> new NodeFacts.RestoreTool(
                        found.program().file().toString(), found.version().toString(), true)),
                server.flatMap(found -> folder("etcd's data directory", found.dataDir())),
                server.flatMap(EtcdServer::walDir).flatMap(dir -> folder("etcd's WAL directory", dir)),
                Optional.empty()));
    }

    private EtcdServer server(Container container) throws IOException, TopologyException {
        Optional<MappedPath> file = EtcdServer.configFile(container);
        return file.isPresent()
                ? EtcdServer.of(
                        container,
                        file.get().host(),
                        new NodeFiles(root).read(file.get().host()))
                : EtcdServer.of(container);
    }

    private Optional<EtcdVersion> version(long pid) throws IOException {
        Path folder = proc.proc().resolve(Long.toString(pid));
        return NodeProgram.find(folder.resolve("root"), folder.resolve("exe"), "--version")
                .flatMap(found -> EtcdVersion.in(found.answer()));
    }

    private Optional<RestoreTool> tool(EtcdVersion server, OptionalLong pid) {
        return switch (new RestoreToolSearch(root, proc.proc(), namedTool, pid).run(server)) {
            case RestoreToolSearch.Result.Found(RestoreTool tool) -> Optional.of(tool);
            case RestoreToolSearch.Result.Missing(String why) -> {
                findings.problem(why);
                yield Optional.empty();
            }
        };
    }

    private Optional<NodeFacts.DataFolder> folder(String what, MappedPath path) {
        DataFolderSearch search = new DataFolderSearch(root, mounts, nodefsAvailable);
        findings.found(what + " " + path.host(), () -> search.objection(path.host()))
                .ifPresent(findings::problem);
        return findings.found(what + " " + path.host(), () -> Optional.of(search.run(path.host())));
    }

    private Optional<String> systemdUnit() {
        return UNITS.stream()
                .flatMap(folder -> Stream.of(folder + "/etcd.service", folder + "/etcd2.service"))
                .filter(path -> new NodeFiles(root).exists(path))
                .findFirst()
                .map(path -> path.substring(path.lastIndexOf('/') + 1));
    }
}
