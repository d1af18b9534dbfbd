package io.etcdbr.e2e.harness;

import io.etcdbr.testing.KubePrograms;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * An administrator's shell: kubectl and the plugin are found on {@code PATH}, and so is {@code kubectl etcdbr}.
 *
 * @param kubeconfig of whoever sits there
 * @param folder where they are
 */
public record AdminShell(Path kubeconfig, Path folder) {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** Runs a line as it is typed; it may fail. */
    public Said ask(String line) throws IOException {
        Path kubectl = Path.of(KubePrograms.require("kubectl"));
        String path = folderOf(PluginProcess.program()) + ":" + folderOf(kubectl) + ":" + System.getenv("PATH");
        return Said.of(
                List.of("sh", "-c", "cd \"$HERE\" && " + line),
                "",
                Map.of("KUBECONFIG", kubeconfig.toString(), "PATH", path, "HERE", folder.toString()),
                PATIENCE);
    }

    /** What a line prints; fails the test if it fails. */
    public String run(String line) throws IOException {
        return ask(line).orFail().out();
    }

    private static Path folderOf(Path program) {
        return Objects.requireNonNull(program.toAbsolutePath().getParent());
    }
}
