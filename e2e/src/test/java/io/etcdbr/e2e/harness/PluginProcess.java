package io.etcdbr.e2e.harness;

import static java.util.Objects.requireNonNullElse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@code kubectl-etcdbr} as people get it, with its own Java, as one user. */
public final class PluginProcess {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Path kubeconfig;
    private final List<String> always;

    PluginProcess(Path kubeconfig, List<String> always) {
        this.kubeconfig = kubeconfig;
        this.always = always;
    }

    /** What it prints; fails the test if it fails. */
    public String run(String... arguments) throws IOException {
        return ask(arguments).orFail().out();
    }

    /** Runs it; it may fail. */
    public Said ask(String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(program().toString()));
        line.addAll(List.of(arguments));
        line.addAll(always);
        return Said.of(line, "", Map.of("KUBECONFIG", kubeconfig.toString()), PATIENCE);
    }

    /** Starts it, and goes on while it runs. */
    public RunningPlugin start(String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(program().toString()));
        line.addAll(List.of(arguments));
        line.addAll(always);
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().keySet().removeIf(name -> name.startsWith("ETCDBR_"));
        builder.environment().put("KUBECONFIG", kubeconfig.toString());
        return new RunningPlugin(builder);
    }

    /** The ids of all backups that are listed. */
    public List<String> backups() throws IOException {
        try (Stream<String> ids = run("list", "-o", "name").lines()) {
            return ids.filter(id -> !id.isBlank()).toList();
        }
    }

    /** Where it is. */
    static Path program() {
        Path program = Path.of(requireNonNullElse(
                        System.getenv("ETCDBR_E2E_PLUGIN"),
                        ClusterUnderTest.TOP
                                .resolve("kubectl-etcdbr/target/kubectl-etcdbr/bin/kubectl-etcdbr")
                                .toString()))
                .toAbsolutePath();
        if (Files.isExecutable(program)) {
            return program;
        }
        throw new AssertionError("there is no program " + program + ": build it with 'mvn package'");
    }
}
