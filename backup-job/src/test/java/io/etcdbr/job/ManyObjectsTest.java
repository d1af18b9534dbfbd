package io.etcdbr.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.testing.EtcdFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code get} needs does not grow with the objects that it shows. */
class ManyObjectsTest {
    private static final int PODS = 100_000;

    /** With all that the program has besides; what was held of each object once took more than twice as much. */
    private static final String HEAP = "-Xmx24m";

    @TempDir
    private Path folder;

    @Test
    void aHundredThousandObjectsAreShownInASmallHeap() throws IOException, InterruptedException {
        EtcdFile etcd = new EtcdFile();
        for (int i = 0; i < PODS; i++) {
            String name = "pod-%06d".formatted(PODS - i);
            etcd.put("/registry/pods/shop/" + name, """
                    {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "%s", "namespace": "shop"}}""".formatted(name));
        }
        Path file = etcd.write(folder.resolve("snapshot.db"));

        try (JobProcess job = JobProcess.start(folder, HEAP, List.of("get", file.toString(), "pods", "-A"))) {
            job.live(Duration.ofMinutes(5));
            assertThat(job.code()).as(job.err()).isZero();

            List<String> lines = job.out().lines().toList();
            assertThat(lines).hasSize(PODS + 1);
            assertThat(lines.get(1)).startsWith("shop        pod-000001 ");
            assertThat(lines.getLast()).startsWith("shop        pod-100000 ");
        }
    }
}
