package io.etcdbr.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdbr.testing.KubeApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a real API server wrote, shown by {@code get} as its own kubectl shows it, and compared by {@code diff}. Claims of volumes are
 * not compared whole: the server shows a phase that is not stored.
 */
class RealClusterIT {
    /** In the order of the providers in the configuration; each has a secret of its own. */
    private static final String ENCRYPTION = """
            apiVersion: apiserver.config.k8s.io/v1
            kind: EncryptionConfiguration
            resources:
              - resources: [secrets]
                providers:
                  - aescbc: {keys: [{name: key1, secret: MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=}]}
                  - identity: {}
              - resources: [configmaps]
                providers:
                  - aesgcm: {keys: [{name: key1, secret: ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=}]}
                  - identity: {}
              - resources: [limitranges]
                providers:
                  - secretbox: {keys: [{name: key1, secret: YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODk=}]}
                  - identity: {}
            """;

    private static final String OBJECTS = """
            {apiVersion: v1, kind: List, items: [
              {apiVersion: v1, kind: Namespace, metadata: {name: shop}},
              {apiVersion: v1, kind: Secret, metadata: {name: token, namespace: shop}, stringData: {password: secret}},
              {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: shop}, data: {colour: red, text: "a\\nb\\n"}},
              {apiVersion: v1, kind: LimitRange, metadata: {name: limits, namespace: shop},
               spec: {limits: [{type: Container, default: {cpu: 500m, memory: 64Mi}}]}},
              {apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop, labels: {app: web}},
               spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}},
              {apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: shop, labels: {app: web}},
               spec: {replicas: 3, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}},
                spec: {containers: [{name: web, image: example.com/web:1, ports: [{containerPort: 8080}],
                 resources: {requests: {cpu: 100m, memory: 1Gi}}, env: [{name: A, value: "1"}]}]}}}},
              {apiVersion: batch/v1, kind: CronJob, metadata: {name: nightly, namespace: shop},
               spec: {schedule: "0 3 * * *", jobTemplate: {spec: {template: {spec: {restartPolicy: Never,
                containers: [{name: a, image: example.com/a:1}]}}}}}},
              {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web, namespace: shop},
               spec: {rules: [{host: shop.example.com, http: {paths: [{path: /, pathType: Prefix,
                backend: {service: {name: web, port: {number: 80}}}}]}}]}},
              {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data, namespace: shop},
               spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}},
              {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: reader, namespace: shop},
               rules: [{apiGroups: [""], resources: [pods], verbs: [get, list]}]},
              {apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: widgets.example.com},
               spec: {group: example.com, scope: Namespaced,
                names: {plural: widgets, singular: widget, kind: Widget, shortNames: [wd]},
                versions: [{name: v1, served: true, storage: true, additionalPrinterColumns: [
                  {name: Size, type: integer, jsonPath: .spec.size}],
                 schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}]}}
            ]}
            """;

    /** Where the API server keeps what. */
    private static final Map<String, String> DIRECTORIES = Map.of(
            "secrets", "secrets",
            "configmaps", "configmaps",
            "services", "services/specs",
            "endpoints", "services/endpoints",
            "deployments.apps", "deployments",
            "ingresses.networking.k8s.io", "ingress",
            "clusterroles.rbac.authorization.k8s.io", "clusterroles",
            "apiservices.apiregistration.k8s.io", "apiregistration.k8s.io/apiservices",
            "customresourcedefinitions.apiextensions.k8s.io", "apiextensions.k8s.io/customresourcedefinitions",
            "widgets.example.com", "example.com/widgets");

    @TempDir
    private static Path shared;

    private static KubeApiServer server;
    private static Path configuration;
    private static Path file;

    @TempDir
    private Path folder;

    @BeforeAll
    static void fillACluster() throws Exception {
        configuration = Files.writeString(shared.resolve("encryption.yaml"), ENCRYPTION);
        server = KubeApiServer.start(
                Files.createDirectory(shared.resolve("server")), "--encryption-provider-config=" + configuration);
        server.kubectlWith(OBJECTS, "apply", "-f", "-");
        server.kubectl("wait", "--for=condition=Established", "crd/widgets.example.com");
        server.kubectlWith(
                "{apiVersion: example.com/v1, kind: Widget, metadata: {name: w1, namespace: shop}, spec: {size: 3}}",
                "apply",
                "-f",
                "-");
        server.kubectl("create", "namespace", "live");
        file = save(shared.resolve("snapshot.db"));
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret token",
                "configmap settings",
                "limitrange limits",
                "service web",
                "deployment web",
                "cronjob nightly",
                "ingress web",
                "role reader",
                "widget w1",
                "crd widgets.example.com",
                "namespace shop"
            })
    void anObjectIsByteForByteWhatKubectlShows(String object) throws IOException {
        for (String form : List.of("yaml", "json")) {
            String theirs = server.kubectl(("get " + object + " -n shop -o " + form).split(" "));

            ProgramRun ours = get(object + " -n shop -o " + form);

            assertThat(ours.err()).isEmpty();
            assertThat(ours.out()).isEqualTo(theirs);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "all",
                "namespaces",
                "secrets",
                "configmaps",
                "services -o wide",
                "deployments -o wide",
                "cronjobs",
                "ingresses",
                "pvc",
                "roles",
                "clusterroles",
                "widgets",
                "svc,deploy -l app=web"
            })
    void aTableIsThatOfKubectlButForTheAges(String resources) throws IOException {
        String theirs = server.kubectl(("get " + resources + " -n shop").split(" "));

        ProgramRun ours = get(resources + " -n shop");

        assertThat(ours.err()).isEmpty();
        assertThat(withoutAges(ours.out())).isEqualTo(withoutAges(theirs));
    }

    @Test
    void theValuesAreEncryptedIndeedAndWithoutTheConfigurationStayShut() throws IOException {
        for (String[] one : new String[][] {
            {"secret token", "aescbc"}, {"configmap settings", "aesgcm"}, {"limitrange limits", "secretbox"}
        }) {
            assertThat(ProgramRun.of(("get " + file + " " + one[0] + " -n shop -o raw").split(" "))
                            .out())
                    .startsWith("k8s:enc:" + one[1] + ":v1:key1:");
            ProgramRun shut = ProgramRun.of(("get " + file + " " + one[0] + " -n shop -o yaml").split(" "));
            assertThat(shut.code()).isEqualTo(32);
            assertThat(shut.err()).contains("encrypted at rest by the provider " + one[1] + " with the key 'key1'");
        }
    }

    @Test
    void whatChangesInALiveClusterIsFoundAlsoWhereItIsEncrypted() throws IOException {
        server.kubectl("-n", "live", "create", "configmap", "settings", "--from-literal=colour=red");
        server.kubectl("-n", "live", "create", "secret", "generic", "same", "--from-literal=a=b");
        Path before = save(folder.resolve("before.db"));
        // The same object, written and so encrypted anew.
        server.kubectl("-n", "live", "label", "secret", "same", "a=b");
        server.kubectl("-n", "live", "label", "secret", "same", "a-");
        server.kubectl("-n", "live", "create", "configmap", "settings2", "--from-literal=colour=red");
        server.kubectl("-n", "live", "patch", "configmap", "settings", "--patch={\"data\": {\"colour\": \"blue\"}}");
        String[] live = {
            "diff",
            before.toString(),
            "--live",
            "--endpoints",
            "" + server.etcd().endpoint(0),
            "-n",
            "live"
        };

        ProgramRun names = with(live, "-o", "names", "--encryption-config", configuration.toString());
        assertThat(names.err()).isEmpty();
        assertThat(names.out()).isEqualTo("changed -n live configmaps/settings\nadded -n live configmaps/settings2\n");
        assertThat(names.code()).isEqualTo(4);

        JsonObject shut = JsonParser.parseString(with(live, "-o", "json").out()).getAsJsonObject();
        assertThat(shut.get("changed").getAsInt())
                .as("without the keys nobody knows")
                .isEqualTo(2);
        assertThat(shut.get("warnings").toString()).contains("2 of the changed objects are encrypted at rest");

        ProgramRun lines = with(live, "cm/settings", "--encryption-config", configuration.toString());
        assertThat(lines.out()).contains("-  colour: red\n+  colour: blue\n").doesNotContain("managedFields");
    }

    @Test
    void whatInspectCountsIsWhatEtcdHas() throws IOException {
        JsonObject inspected = JsonParser.parseString(with(new String[] {"inspect", file.toString(), "-o", "json"})
                        .out())
                .getAsJsonObject();
        String revision =
                "--rev=" + inspected.getAsJsonObject("snapshot").get("revision").getAsLong();

        assertThat(inspected.getAsJsonObject("history").get("living").getAsLong())
                .isEqualTo(keys("", "--keys-only", revision).count());
        for (Map.Entry<String, String> directory : DIRECTORIES.entrySet()) {
            JsonObject resource = inspected.getAsJsonArray("resources").asList().stream()
                    .map(JsonElement::getAsJsonObject)
                    .filter(found -> found.get("resource").getAsString().equals(directory.getKey()))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(directory.getKey()));
            assertThat(resource.get("objects").getAsLong())
                    .as(directory.getKey())
                    .isPositive()
                    .isEqualTo(keys("/registry/" + directory.getValue() + "/", "--keys-only", revision)
                            .count());
            if (directory.getKey().equals("secrets")) {
                assertThat(resource.getAsJsonObject("forms").get("encrypted")).isEqualTo(resource.get("objects"));
                assertThat(resource.getAsJsonArray("encryption").toString())
                        .isEqualTo("[{\"provider\":\"aescbc\",\"keyName\":\"key1\",\"objects\":"
                                + resource.get("objects") + "}]");
            }
        }
    }

    /** What etcd's own client lists, without the empty lines in between. */
    private static Stream<String> keys(String prefix, String... flags) throws IOException {
        return server.etcd()
                .ctl(Stream.concat(Stream.of("get", prefix, "--prefix"), Stream.of(flags))
                        .toArray(String[]::new))
                .lines()
                .filter(line -> !line.isEmpty());
    }

    private static Path save(Path file) throws IOException {
        server.etcd().ctl("snapshot", "save", file.toString());
        return file;
    }

    private static ProgramRun get(String asked) {
        return with(("get " + file + " " + asked).split(" "), "--encryption-config", configuration.toString());
    }

    private static ProgramRun with(String[] first, String... more) {
        return ProgramRun.of(Stream.concat(Stream.of(first), Stream.of(more)).toArray(String[]::new));
    }

    /** Ages are counted from the moment of the backup; columns are as wide as what is in them. */
    private static List<String> withoutAges(String table) {
        return table.lines()
                .map(line -> line.replaceAll(" +", " ")
                        .replaceAll("\\b\\d+[smhd](\\d+[smh])?(?= |$)", "AGE")
                        .strip())
                .toList();
    }
}
