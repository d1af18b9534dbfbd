package io.etcdbr.node.execute;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerStartsTest {
    @TempDir
    private Path logs;

    @Test
    void startsSinceTheBeginningAreCountedAlsoIfKubeletRemovesTheirLogs() throws IOException {
        Path container = Files.createDirectories(logs.resolve("kube-system_etcd-cp1_0123/etcd"));
        Files.createFile(container.resolve("0.log"));
        ContainerStarts starts = new ContainerStarts(logs, "etcd", "cp1");

        assertThat(starts.seen()).isZero();
        Files.createFile(container.resolve("1.log"));
        assertThat(starts.seen()).isOne();
        Files.delete(container.resolve("1.log"));
        Files.createFile(container.resolve("2.log"));
        assertThat(starts.seen()).isEqualTo(2);
    }

    @Test
    void otherPodsAndRotatedLogsDoNotCount() throws IOException {
        ContainerStarts starts = new ContainerStarts(logs, "etcd", "cp1");
        assertThat(starts.seen()).isZero();
        Files.createFile(Files.createDirectories(logs.resolve("kube-system_etcd-cp10_0123/etcd"))
                .resolve("0.log"));
        Files.createFile(Files.createDirectories(logs.resolve("kube-system_kube-apiserver-cp1_0123/kube-apiserver"))
                .resolve("0.log"));
        Files.createFile(Files.createDirectories(logs.resolve("kube-system_etcd-cp1_0123/etcd"))
                .resolve("0.log.20261128-112233"));

        assertThat(starts.seen()).isZero();
    }

    @Test
    void withoutThatFolderNothingIsCounted() throws IOException {
        assertThat(new ContainerStarts(logs.resolve("pods"), "etcd", "cp1").seen())
                .isZero();
    }
}
