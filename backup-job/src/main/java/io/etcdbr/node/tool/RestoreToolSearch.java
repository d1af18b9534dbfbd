package io.etcdbr.node.tool;

import io.etcdbr.node.host.HostRoot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Looks for a restore tool of the running etcd's minor version: what the cluster's own tool writes, its own server reads. In this
 * order: the one that was named, beside the running etcd, on the node. So an administrator whose image has none puts one on the nodes.
 *
 * @param named by the administrator
 * @param etcd the number of the running etcd's process
 */
public record RestoreToolSearch(HostRoot root, Path proc, Optional<Path> named, OptionalLong etcd) {
    private static final List<String> FOLDERS = List.of("usr/local/bin", "usr/bin", "bin", "opt/bin");
    private static final List<String> NAMES = List.of("etcdutl", "etcdctl");

    /** Of what was looked at, the tool that fits, or why none does. */
    public sealed interface Result {
        /** It was found. */
        record Found(RestoreTool tool) implements Result {}

        /** @param why one sentence without a full stop */
        record Missing(String why) implements Result {}
    }

    private record Candidate(Path root, Path file) {}

    /** @param server of the running etcd */
    public Result run(EtcdVersion server) {
        List<String> unfit = new ArrayList<>();
        for (Candidate candidate : candidates()) {
            try {
                Optional<RestoreTool> tool = tool(candidate);
                Optional<String> objection = tool.flatMap(found -> objection(found, server));
                if (tool.isPresent() && objection.isEmpty()) {
                    return new Result.Found(tool.get());
                }
                objection.ifPresent(unfit::add);
            } catch (IOException e) {
                unfit.add(String.valueOf(e.getMessage()));
            }
        }
        return new Result.Missing("no restore tool of etcd " + server.major() + "." + server.minor() + " was found"
                + (unfit.isEmpty()
                        ? ", neither beside the running etcd nor on the node, each time in "
                                + FOLDERS.stream().map(folder -> "/" + folder).collect(Collectors.joining(", "))
                        : ": " + String.join("; ", unfit)));
    }

    private static Optional<String> objection(RestoreTool tool, EtcdVersion server) {
        String what = tool.program().file() + " is of version " + tool.version();
        if (!tool.version().sameMinor(server)) {
            return Optional.of(what);
        }
        if (tool.control() && tool.version().compareTo(new EtcdVersion(3, 6, 0)) >= 0) {
            return Optional.of(what + ", whose etcdctl cannot restore");
        }
        return tool.version().bumpsRevisions()
                ? Optional.empty()
                : Optional.of(what + ", which cannot raise revisions; 3.4.27 and 3.5.10 are the first that can");
    }

    private static Optional<RestoreTool> tool(Candidate candidate) throws IOException {
        Optional<NodeProgram.Answered> found = NodeProgram.find(candidate.root, candidate.file, "version");
        if (found.isEmpty()) {
            return Optional.empty();
        }
        EtcdVersion version = EtcdVersion.in(found.get().answer())
                .orElseThrow(() -> new IOException(candidate.file + " does not tell its version"));
        boolean control = found.get().answer().startsWith("etcdctl");
        return Optional.of(new RestoreTool(found.get().program(), control, version));
    }

    private List<Candidate> candidates() {
        List<Candidate> candidates = new ArrayList<>();
        named.ifPresent(file -> candidates.add(new Candidate(root.path(), file)));
        if (etcd.isPresent()) {
            all(proc.resolve(etcd.getAsLong() + "/root"), candidates);
        }
        all(root.path(), candidates);
        return candidates;
    }

    private static void all(Path from, List<Candidate> candidates) {
        for (String name : NAMES) {
            for (String folder : FOLDERS) {
                candidates.add(new Candidate(from, from.resolve(folder).resolve(name)));
            }
        }
    }
}
