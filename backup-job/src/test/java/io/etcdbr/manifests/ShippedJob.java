package io.etcdbr.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.manifests.CronJob.Understood;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What holds for both CronJobs, whatever components are chosen. */
final class ShippedJob {
    private static final Pattern FIVE_FIELDS = Pattern.compile("\\S+ \\S+ \\S+ \\S+ \\S+");
    private static final Pattern VERSION =
            Pattern.compile("<artifactId>etcdbr</artifactId>\\s*<version>(.+)</version>");
    private static final List<String> MAY_BE_WRITTEN = List.of("tmp", "nfs", "hostpath", "metrics");

    private ShippedJob() {}

    static void check(CronJob job, Path folder) throws IOException {
        checkSchedule(job);
        checkPod(job);
        checkContainer(job);
        checkVolumes(job);
        Understood understood = job.understood(folder);
        assertThat(understood.problems()).isEmpty();
        assertThat(understood.paths()).isNotEmpty().allSatisfy(path -> checkThatIsThere(path, job));
    }

    private static void checkSchedule(CronJob job) {
        assertThat(job.spec().text("schedule")).matches(FIVE_FIELDS);
        assertThat(job.spec().text("timeZone")).isEqualTo("Etc/UTC");
        // Forbid would wait for ever for a Job on a node that died.
        assertThat(job.spec().text("concurrencyPolicy")).isEqualTo("Replace");
        assertThat(job.jobSpec().number("activeDeadlineSeconds")).isLessThan(intervalSeconds(job));
        assertThat(job.spec().number("startingDeadlineSeconds")).isBetween(600L, intervalSeconds(job));
        assertThat(job.spec().number("successfulJobsHistoryLimit")).isPositive();
        assertThat(job.spec().number("failedJobsHistoryLimit")).isPositive();
        assertThat(job.jobSpec().number("backoffLimit")).isPositive();
        assertThat(job.jobSpec().number("ttlSecondsAfterFinished")).isPositive();
        // Kubernetes replaces no pod of a dead node where there is one.
        assertThat(job.jobSpec().has("podFailurePolicy")).isFalse();
    }

    private static long intervalSeconds(CronJob job) {
        String schedule = job.spec().text("schedule");
        if (schedule.matches("\\d+ \\* \\* \\* \\*")) {
            return 3600;
        }
        assertThat(schedule)
                .as("a schedule that this test knows: hourly or weekly")
                .matches("\\d+ \\d+ \\* \\* \\d");
        return 7 * 24 * 3600;
    }

    private static void checkPod(CronJob job) {
        KubeObject pod = job.pod();
        assertThat(pod.text("restartPolicy")).isEqualTo("Never");
        assertThat(pod.text("automountServiceAccountToken")).isEqualTo("false");
        assertThat(pod.text("enableServiceLinks")).isEqualTo("false");
        job.manifests().one("ServiceAccount", pod.text("serviceAccountName"));
        // A verification may wait; a backup must not.
        if (job.container().texts("args").contains("backup")) {
            job.manifests().one("PriorityClass", pod.text("priorityClassName"));
        }
        assertThat(pod.has("hostPID") || pod.has("hostIPC")).isFalse();
        assertThat(pod.at("securityContext", "seccompProfile").text("type")).isEqualTo("RuntimeDefault");
        assertThat(job.podTemplate().at("metadata", "labels"))
                .isEqualTo(job.object().at("metadata", "labels"));
    }

    private static void checkContainer(CronJob job) {
        assertThat(job.pod().list("containers")).hasSize(1);
        KubeObject container = job.container();
        Matcher version = VERSION.matcher(Manifests.read(Manifests.TOP.resolve("pom.xml")));
        assertThat(version.find()).isTrue();
        assertThat(container.text("image")).isEqualTo("etcdbr-job:" + version.group(1));
        assertThat(container.text("imagePullPolicy")).isEqualTo("IfNotPresent");
        assertThat(container.at("resources", "limits").fields()).isEqualTo(Map.of("memory", "256Mi"));
        assertThat(container.text("terminationMessagePath")).isEqualTo("/dev/termination-log");
        assertThat(container.text("terminationMessagePolicy")).isEqualTo("FallbackToLogsOnError");
        KubeObject security = container.at("securityContext");
        assertThat(security.text("readOnlyRootFilesystem")).isEqualTo("true");
        assertThat(security.text("allowPrivilegeEscalation")).isEqualTo("false");
        assertThat(security.text("privileged")).isEqualTo("false");
        assertThat(security.at("capabilities").texts("drop")).containsExactly("ALL");
        // The plugin puts another command in the first one's place and keeps the stores.
        assertThat(container.has("command")).isFalse();
        assertThat(container.texts("args"))
                .filteredOn(argument -> argument.startsWith("--store"))
                .allMatch(argument -> argument.startsWith("--store="));
    }

    private static void checkVolumes(CronJob job) {
        List<String> declared = job.pod().list("volumes").stream()
                .map(volume -> volume.text("name"))
                .toList();
        List<KubeObject> mounts = job.container().list("volumeMounts");
        assertThat(mounts).extracting(mount -> mount.text("name")).containsExactlyInAnyOrderElementsOf(declared);
        assertThat(mounts).extracting(mount -> mount.text("mountPath")).doesNotHaveDuplicates();
        assertThat(mounts)
                .filteredOn(mount -> !MAY_BE_WRITTEN.contains(mount.text("name")))
                .allSatisfy(mount -> assertThat(mount.text("readOnly")).isEqualTo("true"));
        for (String name : declared) {
            KubeObject volume = job.volume(name);
            volume.at("hostPath")
                    .find("path")
                    .ifPresent(path -> assertThat(mounts)
                            .as("the mount of the node's %s, in the same place", path)
                            .anySatisfy(mount -> {
                                assertThat(mount.text("name")).isEqualTo(name);
                                assertThat(mount.text("mountPath")).isEqualTo(path);
                            }));
            if (volume.has("secret")) {
                assertThat(volume.at("secret").number("defaultMode")).isEqualTo(0440);
                assertThat(job.pod().at("securityContext").text("fsGroup")).isEqualTo("65532");
            }
        }
    }

    /** A path that the program is told must be on a volume; on a Secret's, a file that the volume has if it lists them. */
    private static void checkThatIsThere(Path path, CronJob job) {
        KubeObject mount = job.mountOf(path).orElseThrow(() -> new AssertionError(path + " is on no volume"));
        KubeObject volume = job.volume(mount.text("name"));
        List<KubeObject> items = volume.at("secret").list("items");
        if (!items.isEmpty()) {
            assertThat(items)
                    .extracting(item -> Path.of(mount.text("mountPath"), item.text("path")))
                    .contains(path);
        }
    }
}
