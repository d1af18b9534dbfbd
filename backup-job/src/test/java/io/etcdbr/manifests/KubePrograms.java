package io.etcdbr.manifests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.etcdbr.testing.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs of Kubernetes: in the folder that the environment variable {@value #FOLDER} names, or in {@code PATH}. */
final class KubePrograms {
    static final String FOLDER = "ETCDBR_TEST_KUBE";

    private KubePrograms() {}

    static Optional<Path> find(String name) {
        return Optional.ofNullable(System.getenv(FOLDER))
                .filter(folder -> !folder.isBlank())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .or(() -> Programs.find(name));
    }

    /** The program's path, or the test is skipped. */
    static String require(String name) {
        Optional<Path> found = find(name);
        assumeTrue(found.isPresent(), "the program " + name + " is missing: name its folder in " + FOLDER);
        return found.orElseThrow().toString();
    }

    /** What {@code kubectl kustomize} says; a warning fails, as it tells of something that will stop working. */
    static Manifests kustomize(Path folder) throws IOException {
        String yaml = kubectl("kustomize", folder.toString());
        if (yaml.contains("# Warning: ")) {
            throw new AssertionError(
                    yaml.lines().filter(line -> line.startsWith("# ")).toList().toString());
        }
        return Manifests.parse(yaml);
    }

    static String kubectl(String... arguments) throws IOException {
        return Programs.run(Stream.concat(Stream.of(require("kubectl")), List.of(arguments).stream())
                .toArray(String[]::new));
    }
}
