package io.etcdbr.node.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A program of the node or of one of its containers, started from here: its file, and how it is called.
 *
 * @param command what comes before its arguments
 */
public record NodeProgram(Path file, List<String> command) {
    private static final long PATIENCE_SECONDS = 20;

    /** Where distributions keep the C library, below the root of whoever the program belongs to. */
    private static final List<String> LIBRARIES = List.of(
            "lib/x86_64-linux-gnu",
            "usr/lib/x86_64-linux-gnu",
            "lib/aarch64-linux-gnu",
            "usr/lib/aarch64-linux-gnu",
            "lib64",
            "usr/lib64",
            "lib",
            "usr/lib");

    public NodeProgram {
        command = List.copyOf(command);
    }

    /**
     * Finds out how a program can be started. A static one needs nothing. A dynamic one runs with the C library of this process if
     * that is new enough, else with the loader and libraries of its own root.
     *
     * @param root of the container or the node that it is a program of
     * @param question arguments that it answers quickly, such as {@code version}
     * @return empty if it is not there
     * @throws IOException if it is there but does not run; the message says why
     */
    public static Optional<Answered> find(Path root, Path file, String... question) throws IOException {
        if (!Files.isExecutable(file)) {
            return Optional.empty();
        }
        List<List<String>> ways = new ArrayList<>();
        ways.add(List.of(file.toString()));
        Optional<String> loader = ElfInterpreter.of(file);
        if (loader.isPresent()) {
            loaded(root, file, loader.get()).ifPresent(ways::add);
        }
        String why = "";
        for (List<String> way : ways) {
            try {
                ProgramRun run = ProgramRun.of(
                        Stream.concat(way.stream(), Stream.of(question)).toList(), PATIENCE_SECONDS);
                if (run.exitCode() == 0) {
                    return Optional.of(new Answered(new NodeProgram(file, way), run.output()));
                }
                why = "it ends with " + run.exitCode() + ": "
                        + run.output().lines().findFirst().orElse("");
            } catch (IOException e) {
                why = String.valueOf(e.getMessage());
            }
        }
        throw new IOException(file + " does not run here: " + why);
    }

    /** @param answer what it printed */
    public record Answered(NodeProgram program, String answer) {}

    private static Optional<List<String>> loaded(Path root, Path file, String loader) {
        Path inRoot = root.resolve(loader.substring(1));
        if (!Files.isExecutable(inRoot)) {
            return Optional.empty();
        }
        List<String> folders = LIBRARIES.stream()
                .map(root::resolve)
                .filter(Files::isDirectory)
                .map(Path::toString)
                .toList();
        return Optional.of(List.of(inRoot.toString(), "--library-path", String.join(":", folders), file.toString()));
    }
}
