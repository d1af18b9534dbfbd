package io.etcdbr.node.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.node.processes.PodProcesses;
import io.etcdbr.node.processes.ProcFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EtcdStartsTest {
    @TempDir
    private Path host;

    private Path proc;
    private EtcdStarts starts;

    @BeforeEach
    void nothingRuns() throws IOException {
        proc = Files.createDirectories(host.resolve("proc"));
        starts = new EtcdStarts(
                new PodProcesses("etcd", new ProcFiles(proc), "etcd"::equals, _ -> true),
                new ContainerStarts(host.resolve("logs"), "etcd", "cp1"));
    }

    /** A big database on a slow disk: it waits for the disk, runs and sleeps. */
    @Test
    void oneProcessIsOneStartInWhateverStateItIsSeen() throws IOException {
        for (char state : new char[] {'D', 'R', 'S'}) {
            runs(4711, state, 4200);
            assertThat(starts.seen()).as("seen in %s", state).isOne();
        }
    }

    @Test
    void aProcessThatCameAfterAnotherCountsAlsoIfItHasTheSameNumber() throws IOException {
        runs(4711, 'S', 4200);
        assertThat(starts.seen()).isOne();
        runs(4711, 'S', 4300);
        assertThat(starts.seen()).isEqualTo(2);
        runs(4712, 'S', 4300);
        assertThat(starts.seen()).isEqualTo(3);
    }

    private void runs(int pid, char state, long started) throws IOException {
        Path process = proc.resolve(Integer.toString(pid));
        if (!Files.exists(process)) {
            Files.createDirectories(process);
            Files.createSymbolicLink(process.resolve("exe"), Path.of("/usr/local/bin/etcd"));
            Files.writeString(process.resolve("cmdline"), "etcd\0--name=cp1\0");
        }
        Files.writeString(
                process.resolve("stat"),
                "%d (etcd) %c 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 9 0 %d 1 1 1 1 1 1 1 1 1 1 1 1 1 0 0 0 17 0%n"
                        .formatted(pid, state, started));
    }
}
