package io.etcdbr.kubectl.cluster;

import static io.etcdbr.testing.TestAuthority.openssl;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.kubectl.KubernetesApi;
import io.etcdbr.kubectl.kubeconfig.AccessReader;
import io.etcdbr.kubectl.kubeconfig.Overrides;
import io.etcdbr.testing.TestAuthority;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiClusterIT {
    private static final String CRON_JOB = """
            {"metadata":{"name":"%s","labels":{"app":"x"}},"spec":{"schedule":"0 3 * * *","jobTemplate":{"spec":{"template":
            {"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}}}}}""";

    private Path folder = Path.of("unset");
    private @Nullable KubernetesApi started;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException, InterruptedException {
        folder = directory;
        started = KubernetesApi.start(folder);
    }

    @AfterAll
    void stop() throws IOException {
        if (started != null) {
            started.close();
        }
    }

    @Test
    void objectsAreMadeFoundListedAndRemoved() throws IOException {
        try (Cluster cluster = cluster(api().admin())) {
            long before = cluster.revision();
            cluster.create(Kind.CRON_JOB, "default", json(CRON_JOB.formatted("one")));
            assertThat(cluster.revision()).isGreaterThan(before);
            KubeObject found = cluster.find(Kind.CRON_JOB, "default", "one").orElseThrow();
            assertThat(found.text("spec", "schedule")).contains("0 3 * * *");
            assertThat(found.uid()).isNotEmpty();
            assertThat(cluster.list(Kind.CRON_JOB, Optional.empty(), "app=x"))
                    .extracting(KubeObject::name)
                    .containsExactly("one");
            assertThat(cluster.list(Kind.CRON_JOB, Optional.of("kube-system"), ""))
                    .isEmpty();

            cluster.delete(Kind.CRON_JOB, "default", "one");
            cluster.delete(Kind.CRON_JOB, "default", "one");
            assertThat(cluster.find(Kind.CRON_JOB, "default", "one")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "genrsa -traditional -out KEY 2048",
                "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out KEY",
                "ecparam -name prime256v1 -genkey -noout -out KEY",
                "ecparam -name secp384r1 -genkey -out KEY",
                "genpkey -algorithm ed25519 -out KEY"
            })
    void clientCertificatesOfEveryKindOfKeyLogIn(String command) throws IOException {
        Path key = Files.createTempFile(folder, "client", ".key");
        openssl((Object[]) command.replace("KEY", key.toString()).split(" "));
        Path request = folder.resolve("request");
        openssl("req", "-new", "-key", key, "-subj", "/O=system:masters/CN=me", "-out", request);
        Path cert = Files.createTempFile(folder, "client", ".crt");
        openssl(
                "x509",
                "-req",
                "-in",
                request,
                "-CA",
                api().authority().cert(),
                "-CAkey",
                api().authority().cert().resolveSibling("ca.key"),
                "-CAcreateserial",
                "-days",
                2,
                "-out",
                cert);

        try (Cluster cluster = cluster(api().kubeconfig("client-certificate: " + cert + ", client-key: " + key))) {
            assertThat(cluster.find(Kind.NAMESPACE, "", "default")).isPresent();
        }
    }

    @Test
    void aTokenFileIsReadAnewForEveryCall() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), KubernetesApi.NOBODY_TOKEN);
        try (Cluster cluster = cluster(api().kubeconfig("tokenFile: " + token))) {
            refused(
                    () -> cluster.list(Kind.POD, Optional.of("default"), ""),
                    ExitCode.KUBERNETES_REFUSED,
                    "user 'nobody' may not list pods in namespace default. Have the Role etcdbr-operator, or for a restore etcdbr-restorer, bound to this user in default");
            Files.writeString(token, KubernetesApi.ADMIN_TOKEN + "\n");
            assertThat(cluster.list(Kind.POD, Optional.of("default"), "")).isEmpty();
        }
    }

    @Test
    void aLoginProgramIsAskedOnceAndAgainWhenItsTokenIsRefused() throws IOException {
        Path calls = folder.resolve("calls");
        Path program = script("""
                echo "$1 $KUBERNETES_EXEC_INFO" >> %s
                token=expired
                [ "$(wc -l < %s)" -gt 1 ] && token=%s
                printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%%s"}}' $token
                """.formatted(calls, calls, KubernetesApi.ADMIN_TOKEN));
        String exec = "exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, provideClusterInfo:"
                + " true, command: " + program + ", args: [login]}";

        try (Cluster cluster = cluster(api().kubeconfig(exec))) {
            assertThat(cluster.find(Kind.NAMESPACE, "", "default")).isPresent();
            assertThat(cluster.find(Kind.NAMESPACE, "", "default")).isPresent();
        }
        assertThat(Files.readAllLines(calls))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line)
                        .startsWith("login {\"kind\":\"ExecCredential\"")
                        .contains("\"server\":\"" + api().server() + "\"", "\"certificate-authority-data\":\"LS0t"));
    }

    @Test
    void aLoginProgramMayGiveACertificateWhichCountsWhereNoneIsNamed() throws IOException {
        TestAuthority.Pair ann = api().authority().issue("ann", "DNS:ann", 2);
        TestAuthority.Pair bob = api().authority().issue("bob", "DNS:bob", 2);
        JsonObject status = new JsonObject();
        status.addProperty("clientCertificateData", Files.readString(ann.cert()));
        status.addProperty("clientKeyData", Files.readString(ann.key()));
        JsonObject credential = new JsonObject();
        credential.addProperty("apiVersion", "client.authentication.k8s.io/v1");
        credential.addProperty("kind", "ExecCredential");
        credential.add("status", status);
        Path answer = Files.writeString(folder.resolve("credential"), credential.toString());
        Path file = api().kubeconfig(
                        "exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: "
                                + script("cat " + answer + "\n") + "}");
        Overrides named = new Overrides(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.of(bob.cert()),
                Optional.of(bob.key()));

        try (Cluster cluster = cluster(file)) {
            refused(
                    () -> cluster.find(Kind.NAMESPACE, "", "default"),
                    ExitCode.KUBERNETES_REFUSED,
                    "user 'ann' may not get namespaces");
        }
        try (Cluster cluster = ApiCluster.at(
                AccessReader.read(Optional.of(file), Optional.empty(), named, Map.of()),
                Duration.ofSeconds(20),
                Map.of())) {
            refused(
                    () -> cluster.find(Kind.NAMESPACE, "", "default"),
                    ExitCode.KUBERNETES_REFUSED,
                    "user 'bob' may not get namespaces");
        }
    }

    @Test
    void aLoginProgramThatFailsOrIsMissingIsNamedWithItsRemedy() throws IOException {
        Path program = script("exit 3\n");
        String exec = "exec: {apiVersion: client.authentication.k8s.io/v1, installHint: Buy it, command: ";
        Path failing = api().kubeconfig(exec + program + "}");
        Path missing = api().kubeconfig(exec + "no-such-program-anywhere}");

        refused(() -> cluster(failing), ExitCode.KUBERNETES_REFUSED, "ended with exit code 3");
        refused(
                () -> cluster(missing),
                ExitCode.KUBERNETES_REFUSED,
                "the login program 'no-such-program-anywhere' of exec of user 'test'");
        refused(() -> cluster(missing), ExitCode.KUBERNETES_REFUSED, ". Buy it.");
    }

    @Test
    void aTokenThatNobodyKnowsIsToldFromARightThatIsMissing() throws IOException {
        try (Cluster cluster = cluster(api().kubeconfig("token: wrong"))) {
            refused(
                    () -> cluster.find(Kind.NAMESPACE, "", "default"),
                    ExitCode.KUBERNETES_REFUSED,
                    "does not know who you are");
        }
    }

    @Test
    void oneCanActAsSomebodyElse() throws IOException {
        String user = "token: " + KubernetesApi.ADMIN_TOKEN + ", as: jane";
        try (Cluster cluster = cluster(api().kubeconfig(user))) {
            refused(
                    () -> cluster.create(Kind.JOB, "default", json(CRON_JOB.formatted("x"))),
                    ExitCode.KUBERNETES_REFUSED,
                    "making a Job failed: user 'jane' may not create jobs.batch in namespace default");
        }
    }

    @Test
    void aCertificateForAnotherNameIsRefusedUnlessTheNameIsGiven() throws IOException {
        String ca = "certificate-authority: " + api().authority().cert();
        URI other = URI.create("https://localhost:" + api().server().getPort());
        String user = "token: " + KubernetesApi.ADMIN_TOKEN;

        try (Cluster cluster = cluster(api().kubeconfig(other, ca, user))) {
            refused(
                    () -> cluster.find(Kind.NAMESPACE, "", "default"),
                    ExitCode.KUBERNETES_REFUSED,
                    "shows a certificate for another host");
        }
        try (Cluster cluster = cluster(api().kubeconfig(other, ca + ", tls-server-name: kubernetes", user))) {
            assertThat(cluster.find(Kind.NAMESPACE, "", "default")).isPresent();
        }
        try (Cluster cluster = cluster(api().kubeconfig(other, "insecure-skip-tls-verify: true", user))) {
            assertThat(cluster.find(Kind.NAMESPACE, "", "default")).isPresent();
        }
    }

    @Test
    void flagsAloneLeadToTheServer() throws IOException {
        TestAuthority.Pair ann = api().authority().issue("ann", "DNS:ann", 2);
        Overrides flags = new Overrides(
                Optional.empty(),
                Optional.of("https://localhost:" + api().server().getPort()),
                Optional.of("kubernetes"),
                false,
                Optional.of(api().authority().cert()),
                Optional.of(ann.cert()),
                Optional.of(ann.key()));
        Map<String, String> nobody = Map.of("HOME", folder.resolve("nobody").toString());

        try (Cluster cluster = ApiCluster.at(
                AccessReader.read(Optional.empty(), Optional.empty(), flags, nobody), Duration.ofSeconds(20), nobody)) {
            refused(
                    () -> cluster.find(Kind.NAMESPACE, "", "default"),
                    ExitCode.KUBERNETES_REFUSED,
                    "user 'ann' may not get namespaces");
        }
    }

    @Test
    void aServerThatAnotherAuthoritySignedIsNotTrusted() throws IOException {
        TestAuthority other = TestAuthority.create(folder, "other-ca");
        Path file = api().kubeconfig(
                        api().server(),
                        "certificate-authority: " + other.cert(),
                        "token: " + KubernetesApi.ADMIN_TOKEN);

        try (Cluster cluster = cluster(file)) {
            refused(
                    () -> cluster.find(Kind.NAMESPACE, "", "default"),
                    ExitCode.KUBERNETES_REFUSED,
                    "is not trusted: its certificate (CN=kube-apiserver) is signed by 'CN=kubernetes-ca', which is not"
                            + " among the trusted authorities (those in the file " + other.cert());
        }
    }

    @Test
    void aServerThatIsNotThereIsToldByItsCause() throws IOException {
        Path refusing = api().kubeconfig(URI.create("https://127.0.0.1:1"), "proxy-url: ''", "token: t");
        Path unknown = api().kubeconfig(URI.create("https://no-such-host.invalid"), "proxy-url: ''", "token: t");

        try (Cluster cluster = cluster(refusing)) {
            refused(
                    () -> cluster.find(Kind.NAMESPACE, "", "default"),
                    ExitCode.KUBERNETES_UNREACHABLE,
                    "the cluster of context 'test' (https://127.0.0.1:1) refused the connection");
        }
        try (Cluster cluster = cluster(unknown)) {
            refused(
                    () -> cluster.find(Kind.NAMESPACE, "", "default"),
                    ExitCode.KUBERNETES_UNREACHABLE,
                    "has a host name that cannot be resolved");
        }
    }

    @Test
    void whatTheServerObjectsToIsPassedOn() throws IOException {
        try (Cluster cluster = cluster(api().admin())) {
            refused(
                    () -> cluster.create(Kind.POD, "default", json("{\"metadata\":{\"name\":\"A_B\"}}")),
                    ExitCode.KUBERNETES_REFUSED,
                    "making a pod failed: the cluster of context 'test' ");
            refused(
                    () -> cluster.create(Kind.CRON_JOB, "nowhere", json(CRON_JOB.formatted("x"))),
                    ExitCode.KUBERNETES_MISSING,
                    "namespaces \"nowhere\" not found");
        }
    }

    private KubernetesApi api() {
        return Objects.requireNonNull(started);
    }

    private static Cluster cluster(Path kubeconfig) {
        return ApiCluster.at(
                AccessReader.read(Optional.of(kubeconfig), Optional.empty(), Map.of()),
                Duration.ofSeconds(20),
                Map.of());
    }

    private Path script(String text) throws IOException {
        Path file = Files.createTempFile(folder, "login", ".sh");
        Files.writeString(file, "#!/bin/sh\n" + text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file;
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }

    private static void refused(Runnable work, ExitCode code, String part) {
        EtcdbrException refused = catchThrowableOfType(EtcdbrException.class, work::run);
        assertThat(refused).hasMessageContaining(part);
        assertThat(refused.failure().code()).isEqualTo(code);
    }
}
