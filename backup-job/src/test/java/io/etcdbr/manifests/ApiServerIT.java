package io.etcdbr.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.GsonBuilder;
import io.etcdbr.testing.KubeApiServer;
import io.etcdbr.testing.KubeApiServer.Said;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a real API server says of the manifests: its schema, its admission, its authorisation. */
class ApiServerIT {
    private static final String NAMESPACE = "etcdbr-system";

    @TempDir
    private static Path shared;

    private static KubeApiServer server;

    @TempDir
    private Path folder;

    @BeforeAll
    static void applyAnOverlay() throws Exception {
        server = KubeApiServer.start(shared);
        server.kubectl("apply", "-k", overlay("kubeadm-hostpath"));
        server.kubectl("create", "namespace", Overlay.TENANT);
        for (String role : List.of("viewer", "operator", "restorer")) {
            String cluster = role.equals("restorer") ? "etcdbr-restorer" : "etcdbr-node-viewer";
            server.kubectl("-n", NAMESPACE, "create", "rolebinding", role, "--role=etcdbr-" + role, "--user=" + role);
            server.kubectl("create", "clusterrolebinding", role, "--clusterrole=" + cluster, "--user=" + role);
        }
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    /** Every store with every distribution, all stores together, and the other components. */
    static Stream<Overlay> combinations() {
        return Stream.of(Overlay.combinations(), CombinationsIT.severalStores(), CombinationsIT.everythingElse())
                .flatMap(overlays -> overlays);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("combinations")
    void everyCombinationIsAccepted(Overlay overlay) throws IOException {
        Path made = overlay.write(folder);

        String said = server.kubectl("apply", "--dry-run=server", "--validate=strict", "-k", made.toString());

        assertThat(said).contains("cronjob.batch/etcdbr-backup ", "cronjob.batch/etcdbr-verify ");
    }

    @Test
    void podsOfTheJobsAreLetIntoTheirNamespaceAndNotIntoAStricterOne() throws IOException {
        Manifests manifests = Manifests.build(Path.of(overlay("kubeadm-hostpath")));
        server.kubectl("create", "namespace", "stricter");
        server.kubectl("label", "namespace", "stricter", "pod-security.kubernetes.io/enforce=baseline");
        server.kubectl("-n", "stricter", "create", "serviceaccount", "etcdbr-backup");

        for (CronJob job : manifests.cronJobs()) {
            assertThat(create(job, NAMESPACE).text()).contains("pod/try created");
        }
        assertThat(create(manifests.backup(), "stricter").text())
                .contains("violates PodSecurity \"baseline:latest\"", "hostNetwork", "hostPath");
    }

    @Test
    void podsForAHostedControlPlaneAreLetIntoARestrictedNamespace() throws IOException {
        server.kubectl("create", "namespace", "user-cluster");
        server.kubectl("label", "namespace", "user-cluster", "pod-security.kubernetes.io/enforce=restricted");
        server.kubectl("apply", "-k", overlay("hosted-s3"));

        for (CronJob job : Manifests.build(Path.of(overlay("hosted-s3"))).cronJobs()) {
            assertThat(create(job, "user-cluster").text()).contains("pod/try created");
        }
    }

    @ParameterizedTest(name = "{0} {1} {2}: {3}")
    @CsvSource(textBlock = """
                    viewer,   get,    cronjobs.batch,            yes
                    viewer,   list,   jobs.batch,                yes
                    viewer,   watch,  pods,                      yes
                    viewer,   get,    pods/log,                  yes
                    viewer,   list,   events,                    yes
                    viewer,   get,    configmaps/etcdbr-config,  yes
                    viewer,   list,   nodes,                     yes
                    viewer,   list,   configmaps,                no
                    viewer,   create, jobs.batch,                no
                    viewer,   create, pods,                      no
                    viewer,   get,    pods/exec,                 no
                    viewer,   create, pods/exec,                 no
                    viewer,   get,    secrets,                   no
                    operator, get,    cronjobs.batch,            yes
                    operator, create, jobs.batch,                yes
                    operator, delete, jobs.batch,                yes
                    operator, create, pods,                      yes
                    operator, delete, pods,                      yes
                    operator, get,    pods/exec,                 yes
                    operator, create, pods/exec,                 yes
                    operator, get,    pods/log,                  yes
                    operator, list,   nodes,                     yes
                    operator, get,    secrets,                   no
                    operator, patch,  cronjobs.batch,            no
                    operator, patch,  pods,                      no
                    operator, create, serviceaccounts/token,     no
                    restorer, list,   cronjobs.batch,            yes
                    restorer, create, pods,                      yes
                    restorer, delete, pods,                      yes
                    restorer, create, pods/exec,                 yes
                    restorer, list,   nodes,                     yes
                    restorer, get,    namespaces/kube-system,    yes
                    restorer, get,    namespaces/default,        no
                    restorer, create, jobs.batch,                no
                    restorer, get,    secrets,                   no
                    restorer, patch,  nodes,                     no
                    """)
    void peopleMayDoWhatTheirRoleSays(String user, String verb, String resource, String answer) throws IOException {
        // Of pods/log kubectl would take log for a name.
        String[] subresource =
                resource.matches("(pods|serviceaccounts)/.*") ? resource.split("/") : new String[] {resource, ""};

        Said said = server.ask(
                "",
                "-n",
                NAMESPACE,
                "auth",
                "can-i",
                verb,
                subresource[0],
                "--subresource=" + subresource[1],
                "--as=" + user);

        assertThat(said.text().lines().toList().getLast()).startsWith(answer);
    }

    @Test
    void anOperatorStartsABackupAndAViewerDoesNot() throws IOException {
        String[] line = {
            "-n", NAMESPACE, "create", "job", "by-hand", "--from=cronjob/etcdbr-backup", "--dry-run=server", "--as="
        };

        Said operator = server.ask("", as("operator", line));
        Said viewer = server.ask("", as("viewer", line));

        assertThat(operator.text()).contains("job.batch/by-hand created");
        assertThat(viewer.text()).contains("User \"viewer\" cannot create resource \"jobs\"");
    }

    @Test
    void theServiceAccountsMayDoNothing() throws IOException {
        for (String account : List.of("etcdbr-backup", "etcdbr-verify")) {
            String rights = server.kubectl(
                    "-n",
                    NAMESPACE,
                    "auth",
                    "can-i",
                    "--list",
                    "--no-headers",
                    "--as=system:serviceaccount:" + NAMESPACE + ":" + account);
            assertThat(rights.lines().filter(line -> !line.startsWith("Warning")))
                    .allMatch(line -> line.startsWith("self") || line.startsWith(" "));
        }
    }

    /** A pod as the Job's controller would make it. */
    private static Said create(CronJob job, String namespace) throws IOException {
        String pod = new GsonBuilder()
                .create()
                .toJson(Map.of(
                        "apiVersion",
                        "v1",
                        "kind",
                        "Pod",
                        "metadata",
                        Map.of("name", "try", "namespace", namespace),
                        "spec",
                        job.pod().fields()));
        return server.ask(pod, "create", "--dry-run=server", "-f", "-");
    }

    private static String overlay(String name) {
        return Manifests.KUSTOMIZE.resolve("overlays").resolve(name).toString();
    }

    private static String[] as(String user, String... line) {
        String[] with = line.clone();
        with[with.length - 1] += user;
        return with;
    }
}
