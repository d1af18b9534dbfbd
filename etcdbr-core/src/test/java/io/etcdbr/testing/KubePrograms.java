package io.etcdbr.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Programs of Kubernetes: in the folder that the environment variable {@value #FOLDER} names, or in {@code PATH}. */
public final class KubePrograms {
    public static final String FOLDER = "ETCDBR_TEST_KUBE";

    private KubePrograms() {}

    public static Optional<Path> find(String name) {
        return folder().map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .or(() -> Programs.find(name));
    }

    /** The program's path, or the test is skipped. */
    public static String require(String name) {
        Optional<Path> found = find(name);
        assumeTrue(found.isPresent(), "the program " + name + " is missing: name its folder in " + FOLDER);
        return found.orElseThrow().toString();
    }

    /** The etcd that lies with them, or else any. */
    public static EtcdProgram etcd() {
        return folder().flatMap(EtcdProgram::in).orElseGet(EtcdProgram::any);
    }

    private static Optional<Path> folder() {
        return Optional.ofNullable(System.getenv(FOLDER))
                .filter(folder -> !folder.isBlank())
                .map(Path::of);
    }
}
