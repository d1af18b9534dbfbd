package io.etcdbr.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.job.backup.ScriptedEtcd;
import io.etcdbr.testing.EtcdFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GetVerbTest {
    private static final String DEFINITION = """
            {"apiVersion": "apiextensions.k8s.io/v1beta1", "kind": "CustomResourceDefinition",
             "metadata": {"name": "widgets.example.com", "creationTimestamp": "2026-11-21T10:00:00Z"},
             "spec": {"group": "example.com", "version": "v1", "scope": "Namespaced",
               "names": {"plural": "widgets", "singular": "widget", "kind": "Widget", "shortNames": ["wd"], "categories": ["all"]},
               "versions": [{"name": "v1", "served": true, "storage": true}],
               "additionalPrinterColumns": [{"name": "Size", "type": "integer", "JSONPath": ".spec.size"},
                 {"name": "Colour", "type": "string", "JSONPath": ".spec.colour", "priority": 1}]}}
            """;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void makeFile() throws IOException {
        file = database("/registry").write(folder.resolve("snapshot.db"));
    }

    private static EtcdFile database(String prefix) {
        return new EtcdFile()
                .put(prefix + "/namespaces/default", object("v1", "Namespace", "", "default", ""))
                .put(prefix + "/configmaps/default/old", object("v1", "ConfigMap", "default", "old", ""))
                .put(prefix + "/configmaps/default/settings", settings("red", "10:00:00", "kubectl-create"))
                .put(prefix + "/namespaces/kube-system", object("v1", "Namespace", "", "kube-system", ""))
                .put(prefix + "/pods/kube-system/b", pod("b", "\"a\": \"1\""))
                .put(prefix + "/pods/kube-system/a", pod("a", "\"a\": \"2\", \"tier\": \"x\""))
                .put(prefix + "/services/specs/default/web", """
                        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web", "namespace": "default", "uid": "u",
                         "creationTimestamp": "2026-11-21T11:00:00Z"},
                         "spec": {"type": "ClusterIP", "clusterIP": "10.0.0.1", "clusterIPs": ["10.0.0.1"],
                          "ports": [{"port": 80, "protocol": "TCP"}], "selector": {"app": "web"}}, "status": {"loadBalancer": {}}}
                        """)
                .put(prefix + "/apiextensions.k8s.io/customresourcedefinitions/widgets.example.com", DEFINITION)
                .put(
                        prefix + "/example.com/widgets/default/w1",
                        object(
                                "example.com/v1",
                                "Widget",
                                "default",
                                "w1",
                                ", \"spec\": {\"size\": 3, \"colour\": \"red\"}"))
                .put(prefix + "/configmaps/default/settings", settings("blue", "11:30:00", "kubectl-edit"))
                .delete(prefix + "/configmaps/default/old")
                .put(prefix + "/secrets/default/sealed", "k8s:enc:aescbc:v1:key1:xxxx")
                .put(prefix + "/secrets/default/broken", "{")
                .put(prefix + "/secrets/default/token", """
                        {"apiVersion": "v1", "kind": "Secret", "type": "Opaque", "data": {"token": "c2VjcmV0"},
                         "metadata": {"name": "token", "namespace": "default", "creationTimestamp": "2026-11-21T11:00:00Z"}}
                        """)
                .put(prefix + "/leases/kube-node-lease/cp1", """
                        {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
                         "metadata": {"name": "cp1", "namespace": "kube-node-lease"},
                         "spec": {"renewTime": "2026-11-21T12:00:00.123456Z"}}
                        """);
    }

    private static String object(String apiVersion, String kind, String namespace, String name, String more) {
        return """
                {"apiVersion": "%s", "kind": "%s", "metadata": {"name": "%s"%s,
                 "creationTimestamp": "2026-11-21T11:00:00Z"}%s}
                """.formatted(
                apiVersion, kind, name, namespace.isEmpty() ? "" : ", \"namespace\": \"" + namespace + "\"", more);
    }

    private static String settings(String colour, String time, String manager) {
        return """
                {"apiVersion": "v1", "kind": "ConfigMap", "data": {"colour": "%s", "text": "a\\nb\\n", "on": "yes"},
                 "metadata": {"name": "settings", "namespace": "default", "uid": "u", "creationTimestamp": "2026-11-21T10:00:00Z",
                 "managedFields": [{"manager": "%s", "time": "2026-11-21T%sZ"}]}}
                """.formatted(colour, manager, time);
    }

    private static String pod(String name, String labels) {
        return """
                {"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"name": "c"}], "nodeName": "cp1"},
                 "metadata": {"name": "%s", "namespace": "kube-system", "labels": {%s}, "ownerReferences": [{"uid": "o"}],
                  "creationTimestamp": "2026-11-20T12:00:00Z"},
                 "status": {"phase": "Running",
                  "containerStatuses": [{"name": "c", "ready": true, "restartCount": 0, "state": {"running": {}}}]}}
                """.formatted(name, labels);
    }

    private ProgramRun get(String... arguments) {
        List<String> all = new ArrayList<>(List.of("get", file.toString()));
        all.addAll(List.of(arguments));
        return ProgramRun.of(all.toArray(String[]::new));
    }

    private String shown(String... arguments) {
        ProgramRun run = get(arguments);
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        return run.out();
    }

    @Test
    void aTableHasTheColumnsOfItsKindAndAgesAsOfTheSnapshot() {
        assertThat(shown("pods", "-n", "kube-system")).isEqualTo("""
                NAME   READY   STATUS    RESTARTS   AGE
                a      1/1     Running   0          24h
                b      1/1     Running   0          24h
                """);
        assertThat(shown("po", "-A", "--show-labels", "-o", "wide", "-l", "tier"))
                .isEqualTo("""
                NAMESPACE     NAME   READY   STATUS    RESTARTS   AGE   IP       NODE   NOMINATED NODE   READINESS GATES   LABELS
                kube-system   a      1/1     Running   0          24h   <none>   cp1    <none>           <none>            a=2,tier=x
                """);
        assertThat(shown("namespaces", "--no-headers")).isEqualTo("""
                default       Active   60m
                kube-system   Active   60m
                """);
    }

    @Test
    void severalResourcesHaveATableEach() {
        assertThat(shown("all,cm")).isEqualTo("""
                NAME          TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE
                service/web   ClusterIP   10.0.0.1     <none>        80/TCP    60m

                NAME                    SIZE
                widget.example.com/w1   3

                NAME                 DATA   AGE
                configmap/settings   3      120m
                """);
        assertThat(shown("svc/web", "cm/settings", "-o", "name")).isEqualTo("service/web\nconfigmap/settings\n");
    }

    @Test
    void eventsAmongOthersHaveTheirKindBeforeTheirNamesOnly() throws IOException {
        file = database("/registry")
                .put("/registry/events/kube-system/e.1", """
                        {"apiVersion": "v1", "kind": "Event", "metadata": {"name": "e.1", "namespace": "kube-system"},
                         "involvedObject": {"kind": "Pod", "name": "a"}, "type": "Normal", "reason": "Started",
                         "message": "on its way", "lastTimestamp": "2026-11-21T11:55:00Z"}
                        """)
                .put("/registry/events/kube-system/e.2", "k8s:enc:kms:v2:vault:xxxx")
                .write(folder.resolve("events.db"));

        ProgramRun run = get("events,pods", "-n", "kube-system");

        assertThat(run.code()).isEqualTo(32);
        assertThat(run.out()).isEqualTo("""
                LAST SEEN   TYPE        REASON      OBJECT      MESSAGE
                5m          Normal      Started     pod/a       on its way
                e.2         <unknown>   <unknown>   <unknown>   <unknown>

                NAME    READY   STATUS    RESTARTS   AGE
                pod/a   1/1     Running   0          24h
                pod/b   1/1     Running   0          24h
                """);
        assertThat(get("events,pods", "-n", "kube-system", "-o", "wide").out().lines())
                .anyMatch(line -> line.startsWith("5m ") && line.endsWith(" event/e.1"))
                .anyMatch(line -> line.startsWith("<unknown> ") && line.endsWith(" event/e.2"));
    }

    @Test
    void customResourcesAreThoseThatTheSnapshotDefines() {
        assertThat(shown("wd", "-o", "wide")).isEqualTo("""
                NAME   SIZE   COLOUR
                w1     3      red
                """);
        assertThat(shown("widgets.v1.example.com", "w1", "-o", "name")).isEqualTo("widget.example.com/w1\n");
        assertThat(shown("crd", "widgets.example.com", "-o", "yaml"))
                .startsWith("apiVersion: apiextensions.k8s.io/v1\n")
                .contains("    - jsonPath: .spec.size\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', quoteCharacter = '`', textBlock = """
            k8s:enc:aescbc:v1:key1:xxxx ! 32 ! is encrypted at rest by the provider aescbc with the key 'key1'
            {                           ! 31 ! cannot be decoded: the object
            """)
    void whatADefinitionThatCannotBeReadMayDefineIsNotSaidToBeNowhere(String value, int code, String why)
            throws IOException {
        file = database("/registry")
                .put("/registry/apiextensions.k8s.io/customresourcedefinitions/widgets.example.com", value)
                .write(folder.resolve("unreadable.db"));

        for (String asked : List.of("widgets", "widgets.example.com", "wd/w1")) {
            ProgramRun run = get(asked);
            assertThat(run.code()).isEqualTo(code);
            assertThat(run.out()).isEmpty();
            assertThat(run.err())
                    .startsWith("etcdbr-job: the snapshot has no resource '" + asked.replace("/w1", "")
                            + "' in the definitions that can be read, but customresourcedefinition widgets.example.com "
                            + why)
                    .contains("see with 'inspect' which custom resources there are")
                    .doesNotContain("-o raw");
        }
        ProgramRun all = get("all", "-o", "name");
        assertThat(all.code()).isEqualTo(code);
        assertThat(all.out()).isEqualTo("service/web\n");
        assertThat(all.err())
                .startsWith("etcdbr-job: 'all' may mean more custom resources than could be told:"
                        + " customresourcedefinition widgets.example.com " + why);
        assertThat(shown("services", "-o", "name")).isEqualTo("service/web\n");
    }

    @Test
    void oneObjectStandsAlone() {
        assertThat(shown("configmap", "settings", "-o", "yaml")).isEqualTo("""
                apiVersion: v1
                data:
                  colour: blue
                  "on": "yes"
                  text: |
                    a
                    b
                kind: ConfigMap
                metadata:
                  creationTimestamp: "2026-11-21T10:00:00Z"
                  name: settings
                  namespace: default
                  resourceVersion: "11"
                  uid: u
                """);
        assertThat(shown("svc", "web", "-o", "json", "--export")).isEqualTo("""
                {
                    "apiVersion": "v1",
                    "kind": "Service",
                    "metadata": {
                        "name": "web",
                        "namespace": "default"
                    },
                    "spec": {
                        "ports": [
                            {
                                "port": 80,
                                "protocol": "TCP"
                            }
                        ],
                        "selector": {
                            "app": "web"
                        },
                        "type": "ClusterIP"
                    }
                }
                """);
    }

    @Test
    void severalObjectsAreAList() {
        assertThat(shown("ns", "-o", "yaml", "--field-selector", "metadata.name!=kube-system"))
                .isEqualTo("""
                apiVersion: v1
                items:
                - apiVersion: v1
                  kind: Namespace
                  metadata:
                    creationTimestamp: "2026-11-21T11:00:00Z"
                    name: default
                    resourceVersion: "2"
                kind: List
                metadata:
                  resourceVersion: ""
                """);
        assertThat(shown("pods", "-o", "json")).isEqualTo("""
                {
                    "apiVersion": "v1",
                    "items": [],
                    "kind": "List",
                    "metadata": {
                        "resourceVersion": ""
                    }
                }
                """);
        assertThat(shown("pods", "-o", "yaml")).contains("\nitems: []\n");
        assertThat(shown("wd", "-A", "-o", "json")).contains("    \"items\": [\n        {\n            \"apiVersion\"");
        assertThat(shown("cm", "settings", "-o", "yaml", "--show-managed-fields"))
                .contains("  managedFields:\n  - manager: kubectl-edit\n");
    }

    @Test
    void exportSaysWhichObjectsNeedTheirOwners() {
        ProgramRun run = get("pods", "-n", "kube-system", "-o", "yaml", "--export");

        assertThat(run.code()).isZero();
        assertThat(run.err())
                .isEqualTo("etcdbr-job: 2 of the objects have owners; where those are not, Kubernetes deletes them"
                        + " again.\n");
        assertThat(run.out()).contains("ownerReferences:").doesNotContain("nodeName", "status:", "creationTimestamp");
    }

    @Test
    void nothingFoundIsSaidAsKubectlSaysIt() {
        assertThat(get("pods")).isEqualTo(new ProgramRun(0, "", "No resources found in default namespace.\n"));
        assertThat(get("pods", "-n", "x")).isEqualTo(new ProgramRun(0, "", "No resources found in x namespace.\n"));
        assertThat(get("nodes")).isEqualTo(new ProgramRun(0, "", "No resources found\n"));
        assertThat(get("pods", "-A", "-l", "a=3")).isEqualTo(new ProgramRun(0, "", "No resources found\n"));
        assertThat(get("pods", "-o", "name")).isEqualTo(new ProgramRun(0, "", ""));
    }

    @Test
    void whatIsMissingFailsAndTheRestIsShown() {
        ProgramRun run = get("cm", "settings", "nothing", "old", "-o", "name");

        assertThat(run.code()).isEqualTo(30);
        assertThat(run.out()).isEqualTo("configmap/settings\n");
        assertThat(run.err()).isEqualTo("""
                etcdbr-job: configmaps "nothing" not found in namespace default.
                etcdbr-job: configmaps "old" not found in namespace default.
                """);
    }

    @Test
    void anUnknownResourceIsGuessedFromTheSnapshot() {
        assertThat(get("widgts"))
                .isEqualTo(new ProgramRun(
                        30,
                        "",
                        "etcdbr-job: the snapshot has no resource 'widgts'; did you mean 'widgets'? Its custom resources are"
                                + " widgets.example.com; 'inspect' shows all that it holds.\n"));
    }

    @Test
    void whatCannotBeReadIsNamedAndTheRestIsShown() {
        ProgramRun run = get("secrets");

        assertThat(run.code()).as("damage weighs more").isEqualTo(31);
        assertThat(run.out()).isEqualTo("""
                NAME     TYPE        DATA        AGE
                broken   <unknown>   <unknown>   <unknown>
                sealed   <unknown>   <unknown>   <unknown>
                token    Opaque      1           60m
                """);
        assertThat(run.err().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("etcdbr-job: secret default/broken cannot be decoded: "),
                        line -> assertThat(line)
                                .startsWith(
                                        "etcdbr-job: secret default/sealed is encrypted at rest by the provider aescbc"
                                                + " with the key 'key1'. "));
        assertThat(get("secret", "nothing", "broken").code()).isEqualTo(31);
        assertThat(get("secret", "sealed").code()).isEqualTo(32);
        assertThat(shown("secrets", "-o", "name")).isEqualTo("secret/broken\nsecret/sealed\nsecret/token\n");
        assertThat(get("secret", "sealed", "-o", "yaml").out()).isEmpty();
        assertThat(shown("secret", "token", "-o", "yaml")).contains("  token: c2VjcmV0\n");
    }

    @Test
    void agesOfAFileWithoutTimesAreSaidToBeCountedFromNow() throws IOException {
        file = new EtcdFile()
                .put(
                        "/registry/configmaps/default/a",
                        "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {}}")
                .write(folder.resolve("timeless.db"));

        assertThat(get("cm").err())
                .isEqualTo(
                        "etcdbr-job: the last changes in the file hold no time that can be read, so ages are counted from"
                                + " now, not from the moment of the backup.\n");
        assertThat(get("cm", "-o", "name")).isEqualTo(new ProgramRun(0, "configmap/a\n", ""));
        assertThat(get("pods").err()).isEqualTo("No resources found in default namespace.\n");
    }

    @Test
    void aTemplateIsFilledFromOneObjectOrFromTheListOfAll() {
        assertThat(shown("secret", "token", "-o", "jsonpath={.data.token}")).isEqualTo("c2VjcmV0");
        assertThat(shown("cm", "settings", "-o", "jsonpath={.kind} {.data.text}{.metadata.managedFields[0].manager}"))
                .isEqualTo("ConfigMap a\nb\nkubectl-edit");
        assertThat(shown("pods", "-n", "kube-system", "-o", "jsonpath={.kind}: {.items[*].metadata.labels}"))
                .isEqualTo("List: {\"a\":\"2\",\"tier\":\"x\"} {\"a\":\"1\"}");
        assertThat(shown("pods", "-n", "kube-system", "-o", "jsonpath=<{.items[*].metadata.name}>"))
                .isEqualTo("<a b>");
        assertThat(shown("pods,ns", "-A", "-o", "jsonpath={range .items[*]}{.kind}/{.metadata.name}{\"\\n\"}{end}"))
                .isEqualTo("Pod/a\nPod/b\nNamespace/default\nNamespace/kube-system\n");
        assertThat(shown("cm/settings", "svc/web", "-o", "jsonpath={.items[1].spec.ports[?(@.port==80)].protocol}"))
                .isEqualTo("TCP");
        assertThat(shown("pods", "-o", "jsonpath=<{.items[*].metadata.name}>{.nothing}"))
                .isEqualTo("<>");
        assertThat(shown("ns", "-o", "jsonpath-as-json={.items[*].metadata.name}"))
                .isEqualTo("""
                [
                    "default",
                    "kube-system"
                ]
                """);
    }

    @Test
    void aTemplateThatDoesNotFitIsToldWithItsPlaceAndWithoutWhatTheObjectHolds() {
        ProgramRun run = get("secret", "token", "-o", "jsonpath={.data.token[0]}");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .isEqualTo(
                        "etcdbr-job: the template does not fit secret default/token: at character 13: expected a list,"
                                + " found a text. See with -o yaml what there is.\n")
                .doesNotContain("c2VjcmV0");
        assertThat(get("pods", "-A", "-o", "jsonpath={.items[2].kind}").err())
                .contains(
                        "the template does not fit the List of the objects: at character 8: there is no element 2 in a"
                                + " list of 2");
    }

    @Test
    void whatCannotBeReadIsNeitherInATemplatesListNorLostSilently() {
        ProgramRun list = get("secrets", "-o", "jsonpath={.items[*].metadata.name}");
        assertThat(list.out()).isEqualTo("token");
        assertThat(list.code()).isEqualTo(31);
        assertThat(list.err())
                .contains("secret default/broken cannot be decoded", "secret default/sealed is encrypted");

        ProgramRun one = get("secret", "sealed", "-o", "jsonpath={.data.token}");
        assertThat(one.out()).isEmpty();
        assertThat(one.code()).isEqualTo(32);

        ProgramRun columns =
                get("secrets", "-o", "custom-columns=NS:.metadata.namespace,NAME:{metadata.name},TYPE:.type,NO:.x");
        assertThat(columns.out()).isEqualTo("""
                NS        NAME     TYPE        NO
                default   broken   <unknown>   <unknown>
                default   sealed   <unknown>   <unknown>
                default   token    Opaque      <none>
                """);
        assertThat(columns.code()).isEqualTo(31);

        ProgramRun sorted = get("secrets", "--sort-by", ".metadata.name", "-o", "name", "-l", "!x");
        assertThat(sorted.out()).isEqualTo("secret/token\n");
        assertThat(sorted.code()).isEqualTo(31);
        assertThat(sorted.err()).isEqualTo(list.err());
    }

    @Test
    void columnsThatAreAskedForStandInOneTable() {
        assertThat(shown("pods,cm", "-A", "-o", "custom-columns=N:.metadata.name,L:.metadata.labels,T:.data.text,X:.x"))
                .isEqualTo("""
                N          L                 T        X
                a          map[a:2 tier:x]   <none>   <none>
                b          map[a:1]          <none>   <none>
                settings   <none>            a\\nb\\n   <none>
                """);
        assertThat(shown(
                        "svc",
                        "web",
                        "-o",
                        "custom-columns=P:.spec.ports[*].port,I:.spec.clusterIPs,Z:",
                        "--no-headers"))
                .isEqualTo("80    [10.0.0.1]   <none>\n");
        assertThat(shown("pods", "-o", "custom-columns=A:.a")).isEqualTo("A\n");
        assertThat(get("pod", "nothing", "-o", "custom-columns=A:.a").out()).isEmpty();
        assertThat(get("pod", "a", "-n", "kube-system", "-o", "custom-columns=A:.metadata[0]")
                        .err())
                .contains(
                        "the column A does not fit pod kube-system/a: at character 12: expected a list, found an object");
    }

    @Test
    void templatesAndColumnsMayLieInFiles() throws IOException {
        Path template = Files.writeString(folder.resolve("template.txt"), "{.kind}\n");
        Path columns = Files.writeString(
                folder.resolve("columns.txt"), "NAME   KEYS,\n.metadata.name {.data['on','colour']}\n");

        assertThat(shown("cm", "settings", "-o", "jsonpath-file=" + template)).isEqualTo("ConfigMap\n");
        assertThat(shown("cm", "-o", "custom-columns-file=" + columns)).isEqualTo("""
                NAME       KEYS,
                settings   yes,blue
                """);
        Files.writeString(columns, "NAME KEYS\n.metadata.name\n");
        assertThat(get("cm", "-o", "custom-columns-file=" + columns).err())
                .contains("--output: expected a path for each title, found 2 titles and 1 paths");
        Files.writeString(columns, "NAME\n");
        assertThat(get("cm", "-o", "custom-columns-file=" + columns).err())
                .contains("--output: expected a file with a line of titles and a line of paths, found 1 lines");
    }

    @Test
    void objectsAreInTheOrderThatIsAskedFor() throws IOException {
        file = database("/registry")
                .put("/registry/pods/kube-system/c", pod("c", "\"a\": \"10\", \"v\": \"1Gi\""))
                .put("/registry/pods/kube-system/d", pod("d", "\"v\": \"512Mi\""))
                .put("/registry/pods/kube-system/e", pod("e", "\"v\": \"-1\""))
                .put("/registry/pods/kube-system/f", pod("f", "\"v\": \"x\""))
                .write(folder.resolve("sorted.db"));

        assertThat(shown("pods", "-A", "-o", "name", "--sort-by", ".metadata.labels.a"))
                .isEqualTo("pod/d\npod/e\npod/f\npod/b\npod/a\npod/c\n");
        assertThat(shown("pods", "-A", "-o", "jsonpath={.items[*].metadata.name}", "--sort-by={.metadata.labels.v}"))
                .isEqualTo("a b e d c f");
        assertThat(shown("ns,pods", "-A", "-o", "name", "--sort-by", "metadata.creationTimestamp")
                        .lines())
                .startsWith("pod/a", "pod/b")
                .endsWith("namespace/default", "namespace/kube-system");
        assertThat(shown("ns,pods", "-A", "--sort-by", ".metadata.creationTimestamp", "--no-headers")
                        .lines()
                        .map(line -> line.replaceFirst(" .*", "")))
                .startsWith("namespace/default", "namespace/kube-system");
        assertThat(get("pods", "--sort-by", ".x").err()).isEqualTo("No resources found in default namespace.\n");
        assertThat(shown("pod", "a", "-n", "kube-system", "--sort-by", ".x", "-o", "name"))
                .isEqualTo("pod/a\n");
    }

    @Test
    void anOrderThatThereIsNotIsSaid() {
        assertThat(get("pods", "-A", "--sort-by", ".spec.nodename").err())
                .contains("none of the 2 objects has .spec.nodename");
        assertThat(get("pods", "-A", "--sort-by", ".metadata.labels").err())
                .contains("pod kube-system/a has no number and no text in .metadata.labels");
        ProgramRun run = get("pods", "-A", "--sort-by", ".spec.containers[1].name");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains(
                        "the order by .spec.containers[1].name does not fit pod kube-system/a: at character 17: there is"
                                + " no element 1 in a list of 1. Name a field that holds numbers or texts");
    }

    @Test
    void labelsHaveColumns() {
        assertThat(shown("po,svc", "-A", "-L", "tier,example.com/a", "-L", "a", "--show-labels"))
                .isEqualTo("""
                NAMESPACE     NAME    READY   STATUS    RESTARTS   AGE   TIER   A     A     LABELS
                kube-system   pod/a   1/1     Running   0          24h   x            2     a=2,tier=x
                kube-system   pod/b   1/1     Running   0          24h                1     a=1

                NAMESPACE   NAME          TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE   TIER   A     A     LABELS
                default     service/web   ClusterIP   10.0.0.1     <none>        80/TCP    60m                      <none>
                """);
        assertThat(get("secrets", "-L", "a").out())
                .contains("broken   <unknown>   <unknown>   <unknown>   <unknown>\n");
    }

    @Test
    void tablesWithoutTitlesHaveNoLineBetweenThem() {
        assertThat(shown("svc,cm", "--no-headers")).isEqualTo("""
                service/web   ClusterIP   10.0.0.1   <none>   80/TCP   60m
                configmap/settings   3     120m
                """);
    }

    @Test
    void nothingIsSaidOfWhatIsNotThereIfSoAsked() {
        ProgramRun nothing = new ProgramRun(0, "", "");
        assertThat(get("pods", "--ignore-not-found")).isEqualTo(nothing);
        assertThat(get("pods", "--ignore-not-found", "-o", "yaml")).isEqualTo(nothing);
        assertThat(get("pods", "--ignore-not-found", "-o", "jsonpath=x{.kind}")).isEqualTo(nothing);
        assertThat(get("pods", "--ignore-not-found", "-o", "jsonpath=x{.items[*].kind}"))
                .isEqualTo(nothing);
        assertThat(get("pods", "--ignore-not-found", "-o", "custom-columns=A:.a"))
                .isEqualTo(nothing);
        assertThat(get("cm", "nothing", "nought", "--ignore-not-found", "-o", "json"))
                .isEqualTo(nothing);
        assertThat(get("cm", "nothing", "--ignore-not-found", "-o", "json")).isEqualTo(nothing);
        assertThat(get("cm", "nothing", "settings", "--ignore-not-found", "-o", "name"))
                .isEqualTo(new ProgramRun(0, "configmap/settings\n", ""));
        assertThat(get("secret", "nothing", "sealed", "--ignore-not-found").code())
                .isEqualTo(32);
        assertThat(get("nothings", "--ignore-not-found").code()).isEqualTo(30);
        for (String form : new String[] {"table", "yaml", "json"}) {
            assertThat(get("cm/never", "--history", "--ignore-not-found", "-o", form))
                    .as(form)
                    .isEqualTo(nothing);
        }
        assertThat(get("cm/never", "cm/old", "--history", "--ignore-not-found", "--no-headers"))
                .isEqualTo(new ProgramRun(0, shown("cm/old", "--history", "--no-headers"), ""));
    }

    @Test
    void rawGivesTheBytesOfOneObject() {
        assertThat(shown("secret/sealed", "-o", "raw")).isEqualTo("k8s:enc:aescbc:v1:key1:xxxx");
        assertThat(get("secrets", "-o", "raw").err())
                .contains("-o raw gives the bytes of one object, but several are asked for");
    }

    @Test
    void historyShowsWhatTheSnapshotStillHas() {
        assertThat(shown("cm/settings", "cm/old", "--history")).isEqualTo("""
                OBJECT               REVISION   CHANGE    TIME                   MANAGER
                configmap/settings   4          created   2026-11-21T10:00:00Z   kubectl-create
                configmap/settings   11         updated   2026-11-21T11:30:00Z   kubectl-edit
                configmap/old        3          created   2026-11-21T11:00:00Z
                configmap/old        12         deleted
                """);
        assertThat(shown("cm/settings", "--history", "-o", "yaml", "--export")).isEqualTo("""
                # configmap/settings created at revision 4, 2026-11-21T10:00:00Z
                apiVersion: v1
                data:
                  colour: red
                  "on": "yes"
                  text: |
                    a
                    b
                kind: ConfigMap
                metadata:
                  name: settings
                  namespace: default
                ---
                # configmap/settings updated at revision 11, 2026-11-21T11:30:00Z
                apiVersion: v1
                data:
                  colour: blue
                  "on": "yes"
                  text: |
                    a
                    b
                kind: ConfigMap
                metadata:
                  name: settings
                  namespace: default
                """);
        assertThat(shown("cm/old", "--history", "-o", "json")).endsWith("""
                        {
                            "change": "deleted",
                            "name": "old",
                            "namespace": "default",
                            "resource": "configmaps",
                            "revision": 12
                        }
                    ]
                }
                """);
        assertThat(get("cm/never", "--history").code()).isEqualTo(30);
        assertThat(get("cm", "--history").err())
                .contains("--history shows single objects, but all configmaps are asked for");
    }

    @Test
    void anotherPrefixOfTheApiServerIsFound() throws IOException {
        file = database("/kubernetes.io").write(folder.resolve("other.db"));

        assertThat(shown("pods", "-A", "-o", "name")).isEqualTo("pod/a\npod/b\n");
        assertThat(shown("cm", "settings", "-o", "name")).isEqualTo("configmap/settings\n");
        assertThat(shown("wd", "-o", "name")).isEqualTo("widget.example.com/w1\n");
        assertThat(shown("cm/old", "--history", "--no-headers").lines()).hasSize(2);
    }

    @Test
    void aStoredBackupIsReadToo() throws IOException {
        Path store = Files.createDirectory(folder.resolve("store"));
        Path identity = Files.writeString(folder.resolve("key.txt"), StoredBackups.SECRET);
        StoredBackups.of(
                store,
                "prod",
                Instant.parse("2026-11-21T13:00:00Z"),
                new ScriptedEtcd(database("/registry").bytes()));

        ProgramRun run = ProgramRun.of(
                "get", "latest", "services", "-A", "--store", "file://" + store, "--identity", identity.toString());

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo("""
                NAMESPACE   NAME   TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE
                default     web    ClusterIP   10.0.0.1     <none>        80/TCP    120m
                """);
        assertThat(ProgramRun.of("get", "latest", "services", "--store", "file://" + store)
                        .code())
                .isEqualTo(32);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', quoteCharacter = '`', textBlock = """
            pods a -A           ! 'a' is asked for by its name, which objects in several namespaces may have
            pods a -l x=y       ! command line: expected either names or a selector, found both
            pods a -l x=y=z     ! --selector: in the selector 'x=y=z' expected ',' or the end, found '='
            pods --field-selector status.phase=x ! --field-selector: expected metadata.name or metadata.namespace
            pods a/b            ! command line: expected TYPE/NAME as in the other arguments, found 'pods'
            pods -o raw2        ! --output: expected table, wide, json, yaml, name, raw, jsonpath=, jsonpath-as-json=, jsonpath-file=, custom-columns=, custom-columns-file=, found 'raw2'; did you mean 'raw'?
            pods -o custom-column=A:.x ! found 'custom-column=A:.x'; did you mean 'custom-columns'?
            pods -o jsonpath    ! --output: expected a template such as {.metadata.name}, found nothing
            pods -o jsonpath={.items[*} ! --output: in the template at character 8: the [ here has no ]
            pods -o jsonpath-file=nowhere.txt ! --output: there is no file nowhere.txt
            pods -o jsonpath-file= ! --output: expected a file behind jsonpath-file=, found nothing
            pods -o custom-columns=NAME ! --output: expected columns such as NAME:.metadata.name,KIND:.kind, found 'NAME' without a colon
            pods -o custom-columns ! --output: expected columns such as NAME:.metadata.name,KIND:.kind, found nothing
            pods -o custom-columns=A:.a,B:.b[x] ! --output: in the column B at character 10: expected [number]
            pods --sort-by .a[  ! --sort-by: at character 3: the [ here has no ]
            pods --sort-by {.a  ! --sort-by: at character 1: expected a path such as .metadata.name, found '{.a'
            pods --export       ! --export: there is something to leave out only with -o yaml or -o json
            pods --export -o jsonpath={.kind} ! --export: there is something to leave out only with -o yaml or -o json
            pods/a --history -o name ! --history: a history has the forms table, yaml and json
            pods/a --history -o jsonpath={.kind} ! --history: a history has the forms table, yaml and json
            pods/a --history --sort-by .kind ! --sort-by: a history is in the order of its changes
            """)
    void aMistakeIsOneSentence(String arguments, String sentence) {
        ProgramRun run = get(arguments.split(" "));

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains(sentence);
    }

    @Test
    void missingArgumentsAreNamed() {
        assertThat(ProgramRun.of("get").err())
                .contains("command line: expected BACKUP RESOURCE [NAME...], found nothing");
        assertThat(ProgramRun.of("get", file.toString()).err())
                .contains("expected BACKUP RESOURCE [NAME...], found 1: " + file);
        assertThat(ProgramRun.of("get", "latest", "pods").err()).contains("no store is named");
    }

    @ParameterizedTest
    @ValueSource(strings = {"settings", "nothing"})
    void aFileThatIsWrittenToMeanwhileIsRefused(String name) throws IOException {
        Files.setLastModifiedTime(file, FileTime.fromMillis(1000));
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        OutputStream writing = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                Files.setLastModifiedTime(file, FileTime.fromMillis(2000));
            }
        };

        int code = JobMain.run(
                new String[] {"get", file.toString(), "cm", "settings", name},
                Map.of(),
                InputStream.nullInputStream(),
                new PrintStream(writing),
                new PrintStream(err, true, StandardCharsets.UTF_8));

        assertThat(code).isEqualTo(33);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("file " + file + " was written to while it was read")
                .doesNotContain("not found");
    }

    @Test
    void aReaderWhoGoesAwayEndsTheWork() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };

        int code = JobMain.run(
                new String[] {"get", file.toString(), "pods", "-A"},
                Map.of(),
                InputStream.nullInputStream(),
                new PrintStream(closed),
                new PrintStream(err, true, StandardCharsets.UTF_8));

        assertThat(code).isEqualTo(33);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("etcdbr-job: standard output could not be written to");
    }
}
