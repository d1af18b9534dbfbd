package io.etcdbr.node.facts;

import io.etcdbr.node.processes.ProcFiles;
import io.etcdbr.node.processes.RunningProcess;
import io.etcdbr.topology.Component;
import io.etcdbr.topology.Container;
import io.etcdbr.topology.NodeFacts;
import io.etcdbr.topology.StaticPod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The manifests in kubelet's folder, and what runs of them. */
record ManifestSearch(NodeFiles files, ProcFiles proc, Findings findings) {
    private static final long TICKS_PER_SECOND = 100;
    private static final long MILLIS = 1000;

    /** A manifest with what it starts. */
    record Found(NodeFacts.Manifest manifest, Container container) {}

    /** @param folder kubelet's, on the node */
    Map<Component, Found> run(String folder) throws IOException {
        Map<Component, Found> found = new EnumMap<>(Component.class);
        for (String path : manifests(folder)) {
            findings.found("manifest " + path, () -> Optional.of(StaticPod.parse(path, files.read(path))))
                    .ifPresent(pod -> components(pod, found));
        }
        for (Component component : Component.values()) {
            if (!found.containsKey(component)) {
                findings.problem("no manifest in " + folder + " starts " + component.program()
                        + "; expected it as a static pod");
            }
        }
        return found;
    }

    private void components(StaticPod pod, Map<Component, Found> found) {
        for (Component component : Component.values()) {
            Optional<Container> container = pod.running(component);
            if (container.isEmpty()) {
                continue;
            }
            Found other = found.get(component);
            if (other != null) {
                findings.problem("both " + other.manifest.path() + " and " + pod.file() + " start "
                        + component.program() + "; expected one");
                continue;
            }
            findings.found(
                            "manifest " + pod.file(),
                            () -> Optional.of(manifest(component, pod.file(), container.get())))
                    .ifPresent(manifest -> found.put(component, new Found(manifest, container.get())));
        }
    }

    private NodeFacts.Manifest manifest(Component component, String path, Container container) throws IOException {
        Path file = files.root().resolve(path);
        if (Files.isSymbolicLink(file.resolveSibling(path.substring(path.lastIndexOf('/') + 1)))) {
            throw new IOException(path + " is a symbolic link; expected a file, which can be moved away and back");
        }
        // Not the time of the inode's change, which a rename sets: restores move manifests themselves, and after
        // 'clean' nothing tells
        // that from the moves of others.
        Instant changed =
                Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
        return new NodeFacts.Manifest(
                component,
                path,
                NodeFiles.sha256(files.read(path)),
                Duration.between(changed, Instant.now()).toSeconds(),
                process(component, container));
    }

    /** Of several of that name, as where clusters run in pods, the one that was started like this. */
    private Optional<NodeFacts.ComponentProcess> process(Component component, Container container) throws IOException {
        // Some images have several versions side by side, as etcd-3.5.
        Pattern program = Pattern.compile(component.program() + "(?:-[0-9.]+)?");
        List<RunningProcess> running = proc.processes(program.asMatchPredicate()).stream()
                .filter(proc::sharesOurNetwork)
                .toList();
        return running.stream()
                .map(process -> new NodeFacts.ComponentProcess(
                        process.pid(),
                        process.started() * MILLIS / TICKS_PER_SECOND,
                        differences(process.arguments(), container.words())))
                .reduce((one, other) ->
                        other.differences().size() < one.differences().size() ? other : one);
    }

    private static List<String> differences(List<String> running, List<String> written) {
        List<String> differences = new ArrayList<>();
        List<String> flagsRunning = running.subList(1, running.size());
        List<String> flagsWritten = written.subList(Math.min(1, written.size()), written.size());
        if (flagsRunning.equals(flagsWritten)) {
            return differences;
        }
        flagsWritten.stream()
                .filter(flag -> !flagsRunning.contains(flag))
                .map(flag -> "the process lacks " + flag)
                .forEach(differences::add);
        flagsRunning.stream()
                .filter(flag -> !flagsWritten.contains(flag))
                .map(flag -> "the manifest lacks " + flag)
                .forEach(differences::add);
        if (differences.isEmpty()) {
            differences.add("the arguments are in another order");
        }
        return differences;
    }

    /** As kubelet reads its folder: everything but names with a leading dot, and no folders in it. */
    private List<String> manifests(String folder) throws IOException {
        try (Stream<Path> entries = Files.list(files.root().resolve(folder))) {
            return entries.filter(file -> !file.getFileName().toString().startsWith(".") && !Files.isDirectory(file))
                    .map(file -> folder + "/" + file.getFileName())
                    .sorted()
                    .toList();
        }
    }
}
