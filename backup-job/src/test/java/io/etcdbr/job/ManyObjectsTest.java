package io.etcdbr.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.testing.EtcdFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code get} needs does not grow with the objects that it shows, but by an order. */
class ManyObjectsTest {
    private static final int PODS = 100_000;

    /** With all that the program has besides; what was held of each object once took more than twice as much. */
    private static final String HEAP = "-Xmx24m";

    @TempDir
    private Path folder;

    /** As the image has it. */
    private static final String HEAP_OF_THE_IMAGE = "-Xmx64m";

    @Test
    void aHundredThousandObjectsAreShownInASmallHeap() throws IOException, InterruptedException {
        List<String> lines = shown(HEAP, "pods", "-A");

        assertThat(lines).hasSize(PODS + 1);
        assertThat(lines.get(1)).startsWith("shop        pod-000001 ");
        assertThat(lines.getLast()).startsWith("shop        pod-100000 ");
    }

    @Test
    void aTemplateThatGoesOverItemsHoldsNone() throws IOException, InterruptedException {
        List<String> lines =
                shown(HEAP, "pods", "-A", "-o", "jsonpath={range .items[*]}{.metadata.name}{\"\\n\"}{end}");

        assertThat(lines).hasSize(PODS).startsWith("pod-000001").endsWith("pod-100000");
    }

    @Test
    void anOrderTakesNoMoreThanTheImageHas() throws IOException, InterruptedException {
        List<String> lines = shown(
                HEAP_OF_THE_IMAGE,
                "pods",
                "-A",
                "--sort-by",
                ".spec.nodeName",
                "-o",
                "custom-columns=N:.spec.nodeName");

        assertThat(lines).hasSize(PODS + 1).isSorted();
        assertThat(lines.get(1)).isEqualTo("node-000000");
    }

    private List<String> shown(String heap, String... arguments) throws IOException, InterruptedException {
        EtcdFile etcd = new EtcdFile();
        for (int i = 0; i < PODS; i++) {
            String name = "pod-%06d".formatted(PODS - i);
            etcd.put("/registry/pods/shop/" + name, """
                    {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "%s", "namespace": "shop"},
                     "spec": {"nodeName": "node-%06d"}}""".formatted(name, i));
        }
        List<String> line = new ArrayList<>(
                List.of("get", etcd.write(folder.resolve("snapshot.db")).toString()));
        line.addAll(List.of(arguments));
        try (JobProcess job = JobProcess.start(folder, heap, line)) {
            job.live(Duration.ofMinutes(5));
            assertThat(job.code()).as(job.err()).isZero();
            return job.out().lines().toList();
        }
    }
}
