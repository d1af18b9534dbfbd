package io.etcdbr.kubectl;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdbr.error.ExitCode;
import io.etcdbr.kubectl.cluster.ApiCluster;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.cluster.Kind;
import io.etcdbr.kubectl.cluster.KubeObject;
import io.etcdbr.kubectl.kubeconfig.AccessReader;
import io.etcdbr.kubectl.operation.Installation;
import io.etcdbr.kubectl.operation.Maker;
import io.etcdbr.kubectl.operation.Session;
import io.etcdbr.testing.Programs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the program asks of a real API server; there is no kubelet behind it. */
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InClusterIT {
    private static final String CRON_JOB = """
            {"metadata":{"name":"%s","labels":{"app.kubernetes.io/name":"etcdbr","app.kubernetes.io/component":"backup"}},
             "spec":{"schedule":"17 * * * *","jobTemplate":{
              "metadata":{"labels":{"app.kubernetes.io/name":"etcdbr"}},
              "spec":{"backoffLimit":2,"activeDeadlineSeconds":3000,"template":{"spec":{"restartPolicy":"Never","hostNetwork":true,
               "volumes":[{"name":"certs","hostPath":{"path":"/etc/kubernetes/pki/etcd"}}],
               "containers":[{"name":"etcdbr","image":"etcdbr-job:1","args":["backup","--store=file:///backups"],
                "resources":{"limits":{"memory":"256Mi"}},
                "volumeMounts":[{"name":"certs","mountPath":"/etc/kubernetes/pki/etcd"}]}]}}}}}}""";

    private @Nullable KubernetesApi started;
    private @Nullable Cluster opened;
    private Path kubeconfig = Path.of("unset");

    @BeforeAll
    void start(@TempDir Path folder) throws IOException, InterruptedException {
        started = KubernetesApi.start(folder);
        kubeconfig = started.admin();
        opened = ApiCluster.at(
                AccessReader.read(Optional.of(kubeconfig), Optional.empty(), Map.of()),
                Duration.ofSeconds(20),
                Map.of());
        cluster().create(Kind.CRON_JOB, "default", json(CRON_JOB.formatted("etcdbr-backup")));
        cluster().create(Kind.CRON_JOB, "kube-public", json(CRON_JOB.formatted("one")));
        cluster().create(Kind.CRON_JOB, "kube-public", json(CRON_JOB.formatted("two")));
    }

    @AfterAll
    void stop() throws IOException {
        if (opened != null) {
            opened.close();
        }
        if (started != null) {
            started.close();
        }
    }

    @Test
    void aBackupIsAJobFromTheTemplateThatGoesWithTheCronJob() {
        PluginRun run = run("backup", "-n", "default", "--name", "before-upgrade", "-o", "json");

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo("{\"job\":\"before-upgrade\",\"namespace\":\"default\"}\n");
        KubeObject job = cluster().find(Kind.JOB, "default", "before-upgrade").orElseThrow();
        assertThat(job.text("metadata", "annotations", "cronjob.kubernetes.io/instantiate"))
                .contains("manual");
        assertThat(job.parts("metadata", "ownerReferences"))
                .singleElement()
                .satisfies(owner -> assertThat(owner.text("name")).contains("etcdbr-backup"))
                .satisfies(owner -> assertThat(owner.isOn("controller")).isFalse());
        assertThat(job.text("metadata", "labels", "app.kubernetes.io/name")).contains("etcdbr");
        assertThat(job.number("spec", "backoffLimit")).hasValue(2);
        assertThat(job.number("spec", "activeDeadlineSeconds")).hasValue(3000);
        assertThat(job.part("spec", "template", "spec").parts("volumes")).hasSize(1);
    }

    @Test
    void theSameNameTwiceIsRefused() {
        run("backup", "-n", "default", "--name", "twice");

        assertThat(run("backup", "-n", "default", "--name", "twice"))
                .satisfies(run -> assertThat(run.code()).isEqualTo(ExitCode.KUBERNETES_REFUSED.number()))
                .satisfies(run -> assertThat(run.err()).contains("jobs.batch \"twice\" already exists"));
    }

    @Test
    void aPodThatNobodyStartsIsRemovedAndTheReasonTold() {
        PluginRun run = run("list", "-n", "default", "--pod-timeout", "1s");

        assertThat(run.code()).isEqualTo(ExitCode.KUBERNETES_UNREACHABLE.number());
        assertThat(run.err()).contains("in namespace default did not start within 1 s: it is still Pending");
        assertThat(cluster().list(Kind.POD, Optional.of("default"), "app.kubernetes.io/component=session"))
                .isEmpty();
    }

    static Stream<Arguments> troubles() {
        String container =
                "{\"containerStatuses\":[{\"name\":\"etcdbr\",\"image\":\"etcdbr-job:1\",\"imageID\":\"\",\"ready\":false,"
                        + "\"restartCount\":0,\"state\":{\"waiting\":{\"reason\":\"%s\",\"message\":\"%s\"}}}]}";
        return Stream.of(
                Arguments.of(
                        container.formatted("ImagePullBackOff", "Back-off pulling"),
                        "its node has no image etcdbr-job:1 (ImagePullBackOff: Back-off pulling). Push the image"),
                Arguments.of(
                        container.formatted("CreateContainerConfigError", "secret etcdbr-s3 not found"),
                        "CreateContainerConfigError: secret etcdbr-s3 not found. Make what it names, such as a Secret"),
                Arguments.of(
                        "{\"phase\":\"Failed\",\"reason\":\"Evicted\",\"message\":\"low on memory\"}",
                        "was ended by Kubernetes: Evicted: low on memory. Try again"),
                Arguments.of(
                        "{\"conditions\":[{\"type\":\"PodScheduled\",\"status\":\"False\",\"message\":\"0/3 nodes are available\"}]}",
                        "did not start within 12 s: no node takes it (0/3 nodes are available)"));
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void whyAPodDoesNotRunIsTold(String status, String told) throws InterruptedException {
        Thread kubelet = Thread.ofVirtual()
                .start(() -> Awaitility.await()
                        .dontCatchUncaughtExceptions()
                        .atMost(Duration.ofSeconds(120))
                        .ignoreExceptions()
                        .until(() -> {
                            KubeObject pod = cluster()
                                    .list(Kind.POD, Optional.of("default"), "app.kubernetes.io/component=session")
                                    .getFirst();
                            kubectl(
                                    "patch",
                                    "pod",
                                    pod.name(),
                                    "--subresource=status",
                                    "-p",
                                    "{\"status\":" + status + "}");
                            return true;
                        }));

        PluginRun run = run("list", "-n", "default", "--pod-timeout", "12s");

        kubelet.join();
        assertThat(run.err()).contains(told);
        assertThat(cluster().list(Kind.POD, Optional.of("default"), "app.kubernetes.io/component=session"))
                .isEmpty();
    }

    @Test
    void aSecretsFileThatIsNotHereIsToldBeforeAPodIsMade() {
        PluginRun run =
                run("get", "latest", "secrets", "--etcdbr-namespace", "default", "--encryption-config", "none.yaml");

        assertThat(run.code()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.err()).contains("--encryption-config", "there is no file none.yaml");
    }

    @Test
    void whereThereIsNoCronJobItIsSaidWhereThereIsOne() {
        PluginRun run = run("status", "-n", "kube-system");

        assertThat(run.code()).isEqualTo(ExitCode.KUBERNETES_MISSING.number());
        assertThat(run.err())
                .contains("there is no CronJob with the labels", "in namespace kube-system")
                .contains("Say --etcdbr-namespace default or --etcdbr-namespace kube-public, where there is one.");
    }

    @Test
    void whoMixesUpTheNamespacesIsToldOfBoth() {
        PluginRun run = run("get", "latest", "pods", "-n", "default");

        assertThat(run.code()).isEqualTo(ExitCode.KUBERNETES_MISSING.number());
        assertThat(run.err())
                .contains("in namespace etcdbr-system", "Say --etcdbr-namespace default")
                .endsWith("; -n means the namespace of the objects here.\n");
    }

    @Test
    void podsOfDeadProcessesOfThisMachineAreRemoved() throws IOException, InterruptedException {
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        JsonObject pod = Session.manifest(Installation.find(cluster(), "default", Optional.empty()));
        JsonObject metadata = pod.getAsJsonObject("metadata");
        JsonObject annotations = metadata.getAsJsonObject("annotations");
        String mine = annotations.get(Maker.ANNOTATION).getAsString();
        KubeObject living = cluster().create(Kind.POD, "default", pod.deepCopy());
        annotations.addProperty(Maker.ANNOTATION, mine.replaceFirst("/.*", "/" + dead.pid() + "/0"));
        KubeObject left = cluster().create(Kind.POD, "default", pod.deepCopy());
        annotations.addProperty(Maker.ANNOTATION, "0123456789abcdef/" + dead.pid() + "/0");
        KubeObject elsewhere = cluster().create(Kind.POD, "default", pod);

        run("list", "-n", "default", "--pod-timeout", "1s");

        assertThat(cluster().list(Kind.POD, Optional.of("default"), "app.kubernetes.io/component=session"))
                .extracting(KubeObject::name)
                .contains(living.name(), elsewhere.name())
                .doesNotContain(left.name());
        cluster().delete(Kind.POD, "default", living.name());
        cluster().delete(Kind.POD, "default", elsewhere.name());
    }

    @Test
    void aCheckSaysWhichRightsAreMissingAndForWhat() throws IOException {
        assertThat(run("check", "-n", "default", "--pod-timeout", "1s", "-o", "json"))
                .satisfies(run -> assertThat(run.code()).isEqualTo(ExitCode.ATTENTION.number()))
                .satisfies(run -> assertThat(run.out())
                        .contains("this user may run every command")
                        .contains("no node fits the CronJob's node affinity"));

        kubectl("create", "role", "seer", "--verb=list", "--resource=cronjobs.batch");
        kubectl("create", "rolebinding", "seer", "--role=seer", "--user=nobody");
        Path nobody = Objects.requireNonNull(started).kubeconfig("token: " + KubernetesApi.NOBODY_TOKEN);
        PluginRun seer = PluginRun.of("check", "-n", "default", "--kubeconfig", nobody.toString());

        assertThat(seer.code()).isEqualTo(ExitCode.ATTENTION.number());
        assertThat(seer.out())
                .contains("this user may not create jobs, which is needed for: backup")
                .contains("-> Bind the Role etcdbr-operator in namespace default");
    }

    @Test
    void nothingIsDeletedWithoutSomebodyWhoIsAsked() {
        assertThat(run("prune", "-n", "default").err()).contains("there is no terminal to ask");
        assertThat(cluster().list(Kind.POD, Optional.of("default"), "app.kubernetes.io/component=session"))
                .isEmpty();
    }

    @Test
    void severalCronJobsMustBeToldApart() {
        assertThat(run("backup", "-n", "kube-public").err())
                .contains("has several CronJobs that back up etcd: one, two. Name one of them with --cronjob.");
        assertThat(run("backup", "-n", "kube-public", "--cronjob", "two").code())
                .isZero();
        assertThat(run("backup", "-n", "kube-public", "--cronjob", "twoo").err())
                .contains("did you mean 'two'?");
    }

    @Test
    void whoeverMayNotIsToldWhichRightIsMissing() throws IOException {
        Path nobody = Objects.requireNonNull(started).kubeconfig("token: " + KubernetesApi.NOBODY_TOKEN);

        PluginRun run = PluginRun.of("backup", "-n", "default", "--kubeconfig", nobody.toString(), "-o", "json");

        assertThat(run.code()).isEqualTo(ExitCode.KUBERNETES_REFUSED.number());
        assertThat(run.err())
                .contains("\"code\":\"KUBERNETES_REFUSED\"")
                .contains("user 'nobody' may not list cronjobs.batch in namespace default");
    }

    private void kubectl(String... args) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                KubernetesApi.program("kubectl").toString(), "--kubeconfig", kubeconfig.toString(), "-n", "default"));
        line.addAll(List.of(args));
        Programs.run(line.toArray(String[]::new));
    }

    private PluginRun run(String... args) {
        List<String> line = new ArrayList<>(List.of(args));
        line.addAll(List.of("--kubeconfig", kubeconfig.toString()));
        return PluginRun.of(line.toArray(String[]::new));
    }

    private Cluster cluster() {
        return Objects.requireNonNull(opened);
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }
}
