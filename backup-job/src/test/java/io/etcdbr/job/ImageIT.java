package io.etcdbr.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.etcdbr.job.UnpackedImage.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image as it will run in a cluster. */
class ImageIT {
    private static final Path ARCHIVE =
            Path.of("target", "etcdbr-job-image.tar").toAbsolutePath();

    /** What docs/image.md tells administrators to set as the pod's limit. */
    private static final int MEMORY_MIB = 256;

    private static UnpackedImage image;

    @BeforeAll
    static void unpack(@TempDir Path folder) throws IOException, InterruptedException {
        assumeTrue(Files.exists(ARCHIVE), "the image was not built: mvn package without -Dimage.skip makes it");
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can unpack and run an image");
        assumeTrue(
                Stream.of("/usr/sbin/runc", "/usr/bin/runc").map(Path::of).anyMatch(Files::isExecutable),
                "runc is not installed");
        image = UnpackedImage.of(ARCHIVE, folder);
        Result mayRun = image.runCommand(MEMORY_MIB, List.of("java", "-version"));
        assumeTrue(
                mayRun.exitCode() == 0 || !mayRun.output().contains("container_linux"),
                () -> "this machine lets runc start no container: " + mayRun.output());
    }

    @Test
    void theProgramRunsAsNobodyOnAReadOnlyRootWithinTheMemoryLimit() throws IOException, InterruptedException {
        Result result = image.run(MEMORY_MIB, List.of("version"));

        assertThat(image.settings().get("User").getAsString()).isEqualTo("65532:65532");
        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.output()).startsWith("etcdbr");
    }

    @Test
    void theStartUpCacheIsTakenByTheJvmInTheImageAndHoldsWhatTheProgramNeeds()
            throws IOException, InterruptedException {
        // With -Xshare:on the JVM ends unless it can use the archive; the log tells where each class came from.
        List<String> command = new ArrayList<>(image.words("Entrypoint"));
        command.addAll(2, List.of("-Xshare:on", "-Xlog:class+load:stdout"));
        command.addAll(List.of("backup", "--help"));

        Result result = image.runCommand(MEMORY_MIB, command);

        assertThat(result.exitCode()).as(result.output()).isZero();
        List<String> loaded = result.output()
                .lines()
                .filter(line -> line.contains(" io.etcdbr.") || line.contains(" picocli."))
                .filter(line -> line.contains(" source: ") && !line.contains("$$Lambda"))
                .toList();
        List<String> missing = loaded.stream()
                .filter(line -> !line.contains("shared objects file"))
                .toList();
        assertThat(loaded).hasSizeGreaterThan(50);
        assertThat(missing)
                .as("classes that are not in the cache; if these are many, image/update-classes is due")
                .hasSizeLessThan(loaded.size() / 5);
    }

    @Test
    void theCompressionLibraryLoadsWithoutAWritableFolder() throws IOException, InterruptedException {
        // Found by its name on the library path, so nothing is unpacked into /tmp at run time.
        List<String> command = new ArrayList<>(image.words("Entrypoint"));
        assertThat(Files.list(image.root().resolve("app/native")))
                .singleElement()
                .satisfies(library -> assertThat(library.getFileName().toString())
                        .startsWith("libzstd-jni-")
                        .endsWith(".so"));
        assertThat(Files.readString(image.root().resolve(command.get(2).substring(2))))
                .contains("-Djava.library.path=/app/native");
    }

    @Test
    void thereIsNoShellAndNothingTheUserMayChange() throws IOException {
        try (Stream<Path> files = Files.walk(image.root())) {
            List<Path> all = files.toList();
            assertThat(all)
                    .noneMatch(file ->
                            file.endsWith("bin/sh") || file.endsWith("bin/bash") || file.endsWith("bin/busybox"));
            for (Path file : all) {
                if (Files.isSymbolicLink(file) || file.endsWith("tmp")) {
                    continue;
                }
                assertThat((int) Files.getAttribute(file, "unix:mode") & 06002)
                        .as("set-uid, set-gid and world-writable bits of %s", file)
                        .isZero();
                assertThat(Files.getAttribute(file, "unix:uid"))
                        .as("owner of %s", file)
                        .isEqualTo(0);
            }
        }
    }
}
