package io.etcdbr.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * One version of etcd. Always the one in {@code PATH}, and those in the folders that the environment variable
 * {@value #FOLDERS} lists, separated by colons.
 */
public record EtcdProgram(Path folder, String version) {
    public static final String FOLDERS = "ETCDBR_TEST_ETCD";

    /** Skips the test if there is none at all. */
    public static List<EtcdProgram> all() {
        String folders = Optional.ofNullable(System.getenv(FOLDERS)).orElse("");
        List<EtcdProgram> found = Stream.concat(
                        Programs.find("etcd").map(Path::getParent).stream(),
                        Stream.of(folders.split(":"))
                                .filter(text -> !text.isBlank())
                                .map(Path::of))
                .map(EtcdProgram::in)
                .flatMap(Optional::stream)
                .toList();
        Assumptions.assumeFalse(found.isEmpty(), "etcd is missing, in PATH and in " + FOLDERS);
        return found;
    }

    /** The one in {@code PATH}, or else the first of the others. */
    public static EtcdProgram any() {
        return all().getFirst();
    }

    /** Such as {@code etcdctl}. */
    public Path program(String name) {
        return folder.resolve(name);
    }

    public boolean has(String name) {
        return Files.isExecutable(program(name));
    }

    @Override
    public String toString() {
        return "etcd " + version;
    }

    static Optional<EtcdProgram> in(Path folder) {
        Path etcd = folder.resolve("etcd");
        if (!Files.isExecutable(etcd)) {
            return Optional.empty();
        }
        try {
            String said = Programs.run(etcd.toString(), "--version");
            String version = said.lines()
                    .filter(line -> line.startsWith("etcd Version: "))
                    .map(line -> line.substring("etcd Version: ".length()))
                    .findFirst()
                    .orElse("of unknown version");
            return Optional.of(new EtcdProgram(folder, version));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
