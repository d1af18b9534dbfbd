package io.etcdbr.kubectl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.etcdbr.testing.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What people get: the archive with its own Java, the plain jar, their sums and the manifest for krew. */
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PluginArchiveIT {
    private static final Path TARGET = Path.of("target").toAbsolutePath();

    private Path archive = Path.of("unset");
    private Path unpacked = Path.of("unset");

    @BeforeAll
    void unpack(@TempDir Path folder) throws IOException {
        try (Stream<Path> files = Files.list(TARGET)) {
            List<Path> found = files.filter(
                            file -> file.getFileName().toString().matches("kubectl-etcdbr-linux-.*\\.tar\\.gz"))
                    .toList();
            assumeTrue(
                    !found.isEmpty(), "the plugin's archive is missing: 'mvn package' without -Dimage.skip makes it");
            archive = found.getFirst();
        }
        Programs.run("tar", "-C", folder.toString(), "-xzf", archive.toString());
        unpacked = folder.resolve("kubectl-etcdbr");
    }

    @Test
    void theArchiveRunsWithItsOwnJava(@TempDir Path store) throws IOException {
        String program = unpacked.resolve("bin/kubectl-etcdbr").toString();

        // No Java but its own is found there.
        assertThat(run("env", "-i", "PATH=/usr/bin:/bin", program, "version")).startsWith("kubectl-etcdbr ");
        assertThat(run(
                        "env",
                        "-i",
                        "PATH=/usr/bin:/bin",
                        program,
                        "list",
                        "--store",
                        store.toUri().toString(),
                        "-o",
                        "json"))
                .contains("\"backups\": []");
    }

    @Test
    void itReadsBackupsAndHasTheLibraryOfZstdForThisProcessor() throws IOException {
        Path rehearsal = Path.of("../plugin/rehearsal").toRealPath();

        assertThat(run(
                        unpacked.resolve("bin/kubectl-etcdbr").toString(),
                        "describe",
                        "latest",
                        "--store",
                        rehearsal.toUri().toString()))
                .contains("Cluster:        bench");
        try (Stream<Path> files = Files.list(unpacked.resolve("lib/native"))) {
            assertThat(files).anyMatch(file -> file.getFileName().toString().matches("libzstd-jni.*\\.so"));
        }
    }

    @Test
    void theLastWordIsCompletedAlsoThroughKubectlsHook() throws IOException {
        assertThat(run(unpacked.resolve("bin/kubectl-etcdbr").toString(), "__complete", "st"))
                .startsWith("status\t")
                .endsWith(":4\n");
        assertThat(run(
                        "env",
                        "PATH=" + unpacked.resolve("bin") + ":/usr/bin:/bin",
                        unpacked.resolve("bin/kubectl_complete-etcdbr").toString(),
                        "st"))
                .startsWith("status\t")
                .endsWith(":4\n");
    }

    /** A JVM that cannot use its cache says nothing and takes twice as long, unless it is told that it must. */
    @Test
    void bothStartUpCachesFitTheRuntime(@TempDir Path store) throws IOException {
        String program = unpacked.resolve("bin/kubectl-etcdbr").toString();
        String must = "JDK_JAVA_OPTIONS=-XX:AOTMode=on";

        assertThat(run("env", must, program, "version")).as("words").contains("kubectl-etcdbr ");
        assertThat(run("env", must, program, "list", "--store", store.toUri().toString(), "-o", "json"))
                .as("work")
                .contains("\"backups\": []");
    }

    @Test
    void thePlainJarRunsWithAnyJava(@TempDir Path store) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String jar = TARGET.resolve("kubectl-etcdbr.jar").toString();

        assertThat(run(java, "-jar", jar, "version")).startsWith("kubectl-etcdbr ");
        assertThat(run(java, "-jar", jar, "list", "--store", store.toUri().toString(), "-o", "json"))
                .contains("\"backups\": []");
    }

    @Test
    void theSumsAreThoseOfTheFiles() throws IOException {
        String said = Programs.run("sh", "-c", "cd '" + TARGET + "' && sha256sum -c SHA256SUMS");

        assertThat(said)
                .contains(archive.getFileName() + ": OK", "kubectl-etcdbr.jar: OK", ".cdx.json: OK")
                .doesNotContain("FAILED");
    }

    @Test
    void krewGetsThatArchiveForThisProcessor() throws IOException {
        String manifest = Files.readString(TARGET.resolve("etcdbr.yaml"));
        String sum = Programs.run("sha256sum", archive.toString()).split(" ", 2)[0];
        String arch = System.getProperty("os.arch").equals("aarch64") ? "arm64" : System.getProperty("os.arch");

        assertThat(manifest)
                .contains("sha256: \"" + sum + "\"", "arch: \"" + arch + "\"", archive.getFileName() + "\"")
                .doesNotContain("@");
        assertThat(unpacked.resolve("bin/kubectl-etcdbr")).isExecutable();
    }

    private static String run(String... line) throws IOException {
        return Programs.run(line);
    }
}
