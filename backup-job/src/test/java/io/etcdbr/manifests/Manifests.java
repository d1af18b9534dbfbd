package io.etcdbr.manifests;

import io.etcdbr.testing.KubePrograms;
import io.etcdbr.testing.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What one {@code kubectl apply -k} would apply. */
record Manifests(List<KubeObject> objects) {
    static final Path TOP = Path.of("..").toAbsolutePath().normalize();
    static final Path SOURCE = TOP.resolve("manifests");
    static final Path KUSTOMIZE = TOP.resolve("kustomize");

    static Manifests parse(String yaml) {
        return new Manifests(KubeObject.parse(yaml));
    }

    /** What {@code kubectl kustomize} makes of a folder; a warning fails, as it tells of something that will stop working. */
    static Manifests build(Path folder) throws IOException {
        String yaml = Programs.run(KubePrograms.require("kubectl"), "kustomize", folder.toString());
        if (yaml.contains("# Warning: ")) {
            throw new AssertionError(
                    yaml.lines().filter(line -> line.startsWith("# ")).toList().toString());
        }
        return parse(yaml);
    }

    /** The base alone, as its kustomization.yaml lists it. */
    static Manifests base() {
        return new Manifests(
                KubeObject.parse(read(SOURCE.resolve("kustomization.yaml"))).getFirst().texts("resources").stream()
                        .flatMap(file -> KubeObject.parse(read(SOURCE.resolve(file))).stream())
                        .toList());
    }

    List<KubeObject> all(String kind) {
        return objects.stream().filter(object -> object.kind().equals(kind)).toList();
    }

    KubeObject one(String kind, String name) {
        List<KubeObject> found =
                objects.stream().filter(object -> object.is(kind, name)).toList();
        if (found.size() != 1) {
            throw new AssertionError("expected one " + kind + " " + name + ", found " + found.size());
        }
        return found.getFirst();
    }

    CronJob backup() {
        return new CronJob(one("CronJob", "etcdbr-backup"), this);
    }

    CronJob verify() {
        return new CronJob(one("CronJob", "etcdbr-verify"), this);
    }

    List<CronJob> cronJobs() {
        return List.of(backup(), verify());
    }

    /** Names of the folders below {@code kustomize/} plus {@code folder}. */
    static List<String> foldersIn(String folder) {
        try (Stream<Path> found = Files.list(KUSTOMIZE.resolve(folder))) {
            return found.filter(Files::isDirectory)
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
