package io.etcdbr.node.facts;

import io.etcdbr.node.processes.ProcFiles;
import io.etcdbr.node.processes.RunningProcess;
import io.etcdbr.topology.KubeletSettings;
import io.etcdbr.topology.NodeFacts;
import io.etcdbr.topology.TopologyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The kubelet that runs on the node, and its settings from where it really takes them. */
record KubeletSearch(NodeFiles files, ProcFiles proc) {

    /** @throws IOException also if there is not exactly one */
    NodeFacts.Kubelet run() throws IOException, TopologyException {
        List<RunningProcess> kubelets = proc.processes("kubelet"::equals).stream()
                .filter(proc::sharesOurNetwork)
                .toList();
        if (kubelets.size() != 1) {
            throw new IOException("expected one process kubelet on the node, found " + kubelets.size());
        }
        RunningProcess kubelet = kubelets.getFirst();
        List<String> arguments =
                kubelet.arguments().subList(1, kubelet.arguments().size());
        KubeletSettings.Files named = KubeletSettings.Files.of(arguments);
        List<KubeletSettings.ConfigFile> read = new ArrayList<>();
        if (named.config().isPresent()) {
            read.add(file(named.config().get()));
        }
        if (named.dropInFolder().isPresent()) {
            for (String dropIn : dropIns(named.dropInFolder().get())) {
                read.add(file(dropIn));
            }
        }
        KubeletSettings settings = KubeletSettings.of(arguments, read);
        return new NodeFacts.Kubelet(
                kubelet.pid(),
                named.config(),
                settings,
                new KubeletDisk(files.root(), nodefsAvailable(settings)).room());
    }

    /** The threshold of free space below which it evicts pods, if it has one. */
    static Optional<String> nodefsAvailable(KubeletSettings settings) {
        return Optional.ofNullable(settings.evictionHard().get("nodefs.available"))
                .filter(threshold -> !threshold.isEmpty());
    }

    private KubeletSettings.ConfigFile file(String path) throws IOException {
        return new KubeletSettings.ConfigFile(path, files.read(path));
    }

    private List<String> dropIns(String folder) throws IOException {
        Path inProcess = files.root().resolve(folder);
        if (!Files.isDirectory(inProcess)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.walk(inProcess)) {
            return entries.filter(file -> file.toString().endsWith(".conf") && Files.isRegularFile(file))
                    .sorted()
                    .map(files.root()::onNode)
                    .toList();
        }
    }
}
