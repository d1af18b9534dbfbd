package io.etcdbr.node.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostRootTest {
    @TempDir
    Path folder;

    @Test
    void anAbsoluteLinkOfTheNodeLeadsToAPathOfTheNode() throws IOException {
        HostRoot root = root("data/etcd", "var/lib");
        Files.createSymbolicLink(root.path().resolve("var/lib/etcd"), Path.of("/data/etcd"));

        assertThat(root.resolve("/var/lib/etcd/member")).isEqualTo(root.path().resolve("data/etcd/member"));
    }

    @Test
    void aRelativeLinkIsFollowedFromWhereItIs() throws IOException {
        HostRoot root = root("data/etcd", "var/lib");
        Files.createSymbolicLink(root.path().resolve("var/lib/etcd"), Path.of("../../data/etcd"));

        assertThat(root.resolve("/var/lib/etcd")).isEqualTo(root.path().resolve("data/etcd"));
    }

    @Test
    void noLinkLeadsAboveTheRootOfTheNode() throws IOException {
        HostRoot root = root("var");
        Files.createSymbolicLink(root.path().resolve("var/up"), Path.of("../../elsewhere"));

        assertThat(root.resolve("/var/up/passwd")).isEqualTo(root.path().resolve("elsewhere/passwd"));
    }

    @Test
    void linksInACircleAreAFailureAndNoEndlessLoop() throws IOException {
        HostRoot root = root("var");
        Files.createSymbolicLink(root.path().resolve("var/one"), Path.of("/var/other"));
        Files.createSymbolicLink(root.path().resolve("var/other"), Path.of("/var/one"));

        assertThatThrownBy(() -> root.resolve("/var/one")).isInstanceOf(FileSystemLoopException.class);
    }

    @Test
    void whatIsNotThereYetIsTakenAsItIsSpelled() throws IOException {
        HostRoot root = root("var");

        assertThat(root.resolve("/etc/kubernetes/etcdbr")).isEqualTo(root.path().resolve("etc/kubernetes/etcdbr"));
        assertThat(root.onNode(root.resolve("/etc/kubernetes"))).isEqualTo("/etc/kubernetes");
    }

    private HostRoot root(String... folders) throws IOException {
        for (String one : folders) {
            Files.createDirectories(folder.resolve("host").resolve(one));
        }
        return new HostRoot(folder.resolve("host"));
    }
}
