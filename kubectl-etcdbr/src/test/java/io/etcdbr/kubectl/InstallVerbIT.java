package io.etcdbr.kubectl;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.kubectl.install.Distribution;
import io.etcdbr.testing.Programs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written builds with kubectl's own kustomize. */
class InstallVerbIT {
    @TempDir
    private Path temporary;

    static Stream<Arguments> combinations() {
        return Arrays.stream(Distribution.values())
                .flatMap(distribution -> Stream.of(
                                "s3://b/etcd", "sftp://u@h/~/etcd", "nfs://nas/export/etcd", "file:///srv/etcd backups")
                        // Its pods may see no directory of a node.
                        .filter(store -> distribution != Distribution.HOSTED || !store.startsWith("file"))
                        .map(store -> Arguments.of(distribution, store)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("combinations")
    void everyStoreGoesWithEveryDistribution(Distribution distribution, String store) throws IOException {
        String built = build(
                "--distribution=" + distribution.text(),
                "--etcdbr-namespace=backups",
                "--store=" + store.replace(" ", "%20"),
                "--schedule=5 */6 * * *",
                "--time-zone=Europe/Berlin",
                "--job-image=registry.example:5000/etcdbr-job:1.2",
                "--endpoints=https://etcd:2379");

        assertThat(built)
                .contains("kind: CronJob", "schedule: 5 */6 * * *", "timeZone: Europe/Berlin")
                .contains("image: registry.example:5000/etcdbr-job:1.2");
        if (store.startsWith("nfs")) {
            assertThat(built).contains("server: nas", "path: /export/etcd");
        }
        if (store.startsWith("file")) {
            assertThat(built).contains("path: /srv/etcd backups");
        }
    }

    @Test
    void anotherNamespaceIsUsedThroughout() throws IOException {
        assertThat(build("--store=s3://b/etcd", "--etcdbr-namespace=backups"))
                .contains("kind: Namespace", "name: backups", "namespace: backups")
                .doesNotContain("etcdbr-system");
    }

    @Test
    void aSecretOfWhichNothingIsUsedIsOptionalInBothCronJobs() throws IOException {
        assertThat(build("--store=s3://b/etcd?profile=x").split("optional: true\\s+secretName: etcdbr-s3", -1))
                .hasSize(3);
    }

    private String build(String... flags) throws IOException {
        String kubectl = KubernetesApi.program("kubectl").toString();
        Path folder = temporary.resolve("overlay");
        List<String> line = new ArrayList<>(List.of("install", folder.toString()));
        line.addAll(List.of(flags));
        PluginRun run = PluginRun.of(line.toArray(String[]::new));
        assertThat(run.err()).isEmpty();
        return Programs.run(kubectl, "kustomize", folder.toString());
    }
}
