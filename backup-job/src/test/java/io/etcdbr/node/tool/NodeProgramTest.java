package io.etcdbr.node.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.etcdbr.node.host.HostRoot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeProgramTest {
    private static final Path ECHO = Path.of("/usr/bin/echo");

    @TempDir
    Path root;

    @Test
    void aProgramWhoseLoaderIsMissingHereRunsWithThatOfItsOwnRoot() throws IOException {
        assumeTrue(Files.exists(ECHO), "/usr/bin/echo is missing");
        Optional<String> loader = ElfInterpreter.of(ECHO);
        assumeTrue(loader.isPresent(), "/usr/bin/echo is a static program here");
        String strange = loader.get().replaceFirst("^/l", "/x");
        Path program = root.resolve("echo");
        String bytes = Files.readString(ECHO, StandardCharsets.ISO_8859_1);
        Files.writeString(program, bytes.replace(loader.get(), strange), StandardCharsets.ISO_8859_1);
        executable(program);
        Path own = root.resolve(strange.substring(1));
        Files.createDirectories(own.getParent());

        assertThatThrownBy(() -> NodeProgram.find(root, program, "hello")).hasMessageContaining("does not run here");

        Files.copy(Path.of(loader.get()).toRealPath(), own);
        executable(own);
        copyLibrary("libc.so.6");
        NodeProgram.Answered found = NodeProgram.find(root, program, "hello").orElseThrow();

        assertThat(found.answer()).isEqualTo("hello\n");
        assertThat(found.program().command())
                .startsWith(own.toString(), "--library-path")
                .endsWith(program.toString());
    }

    @Test
    void whatIsNotThereIsNoFailureAndWhatDoesNotRunIs() throws IOException {
        assertThat(NodeProgram.find(root, root.resolve("none"), "version")).isEmpty();
        Path broken = Files.writeString(root.resolve("broken"), "#!/bin/sh\necho no; exit 3\n");
        executable(broken);
        assertThatThrownBy(() -> NodeProgram.find(root, broken, "version"))
                .hasMessage(broken + " does not run here: it ends with 3: no");
    }

    @Test
    void onlyToolsThatRaiseRevisionsAndRestoreAreTaken() throws IOException {
        tool("etcdctl", "3.4.26");
        assertThat(missing("3.4.23"))
                .contains("which cannot raise revisions; 3.4.27 and 3.5.10 are the first that can");
        tool("etcdctl", "3.4.27");
        RestoreTool control = found("3.4.23");
        assertThat(control.control()).isTrue();
        assertThat(control.environment(false)).containsEntry("ETCDCTL_API", "3");
        tool("etcdctl", "3.6.8");
        assertThat(missing("3.6.8")).contains("whose etcdctl cannot restore");
        tool("etcdutl", "3.6.9");
        assertThat(found("3.6.8").version()).isEqualTo(new EtcdVersion(3, 6, 9));
        assertThat(missing("3.5.16"))
                .isEqualTo("no restore tool of etcd 3.5 was found: " + root.resolve("usr/local/bin/etcdutl")
                        + " is of version 3.6.9; " + root.resolve("usr/local/bin/etcdctl") + " is of version 3.6.8");
    }

    private RestoreTool found(String server) {
        return ((RestoreToolSearch.Result.Found) search(server)).tool();
    }

    private String missing(String server) {
        return ((RestoreToolSearch.Result.Missing) search(server)).why();
    }

    private RestoreToolSearch.Result search(String server) {
        return new RestoreToolSearch(new HostRoot(root), Path.of("/proc"), Optional.empty(), OptionalLong.empty())
                .run(EtcdVersion.in(server).orElseThrow());
    }

    private void tool(String name, String version) throws IOException {
        Path file = root.resolve("usr/local/bin").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\necho '" + name + " version: " + version + "'\n");
        executable(file);
    }

    private void copyLibrary(String name) throws IOException {
        for (String folder : List.of("lib/x86_64-linux-gnu", "lib/aarch64-linux-gnu", "lib64", "usr/lib64")) {
            Path library = Path.of("/", folder, name);
            if (Files.exists(library)) {
                Path copy = root.resolve(folder).resolve(name);
                Files.createDirectories(copy.getParent());
                Files.copy(library.toRealPath(), copy);
                return;
            }
        }
        assumeTrue(false, "the C library was not found");
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
