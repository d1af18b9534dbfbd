package io.etcdbr.columns;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.etcdbr.resources.ObjectTree;
import io.etcdbr.resources.PrinterColumn;
import io.etcdbr.resources.Resource;
import io.etcdbr.resources.ResourceTable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The cells are those that kubectl 1.36 prints for such objects. */
class ColumnsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "-2, <invalid>",
        "-1, 0s",
        "0, 0s",
        "119, 119s",
        "120, 2m",
        "121, 2m1s",
        "599, 9m59s",
        "600, 10m",
        "10799, 179m",
        "10800, 3h",
        "10860, 3h1m",
        "28799, 7h59m",
        "28800, 8h",
        "172799, 47h",
        "172800, 2d",
        "176400, 2d1h",
        "691199, 7d23h",
        "691200, 8d",
        "63071999, 729d",
        "63072000, 2y",
        "63158400, 2y1d",
        "252288000, 8y",
        "252374400, 8y"
    })
    void agesHaveTwoUnitsWhileTheyAreShort(long seconds, String text) {
        assertThat(Age.text(Duration.ofSeconds(seconds))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"phase": "Running", "containerStatuses": [{"name": "c", "ready": true, "restartCount": 0, "state": {"running": {}}}]} | 1/1 Running 0
            {"phase": "Pending", "containerStatuses": [{"name": "c", "ready": false, "restartCount": 0, "state": {"waiting": {"reason": "ImagePullBackOff"}}}]} | 0/1 ImagePullBackOff 0
            {"phase": "Failed", "reason": "Evicted"} | 0/1 Evicted 0
            {} | 0/1 Pending 0
            {"phase": "Running", "containerStatuses": [{"name": "c", "ready": false, "restartCount": 4, "state": {"terminated": {"exitCode": 1}}, "lastState": {"terminated": {"finishedAt": "2026-11-21T11:50:00Z"}}}]} | 0/1 ExitCode:1 4 (10m ago)
            {"phase": "Failed", "containerStatuses": [{"name": "c", "restartCount": 0, "state": {"terminated": {"exitCode": 137, "signal": 9}}}]} | 0/1 Signal:9 0
            {"phase": "Succeeded", "containerStatuses": [{"name": "c", "restartCount": 0, "state": {"terminated": {"exitCode": 0, "reason": "Completed"}}}]} | 0/1 Completed 0
            {"phase": "Pending", "conditions": [{"type": "PodScheduled", "reason": "SchedulingGated"}]} | 0/1 SchedulingGated 0
            {"phase": "Pending", "initContainerStatuses": [{"name": "i", "restartCount": 2, "state": {"waiting": {"reason": "CrashLoopBackOff"}}}]} | 0/1 Init:CrashLoopBackOff 2
            {"phase": "Pending", "initContainerStatuses": [{"name": "i", "restartCount": 0, "state": {"running": {}}}]} | 0/1 Init:0/1 0
            {"phase": "Pending", "initContainerStatuses": [{"name": "i", "restartCount": 0, "state": {"terminated": {"exitCode": 3}}}]} | 0/1 Init:ExitCode:3 0
            {"phase": "Running", "initContainerStatuses": [{"name": "i", "restartCount": 1, "state": {"terminated": {"exitCode": 0}}}], "containerStatuses": [{"name": "c", "ready": true, "restartCount": 0, "state": {"running": {}}}]} | 1/1 Running 0
            """)
    void aPodsStatusSumsUpItsContainers(String status, String row) {
        String pod = """
                {"metadata": {"name": "p"}, "spec": {"containers": [{"name": "c"}], "initContainers": [{"name": "i"}]},
                 "status": %s}
                """.formatted(status);
        assertThat(cells("pods", pod).subList(1, 4)).containsExactly(row.split(" ", 3));
    }

    @Test
    void sidecarsCountAsContainers() {
        assertThat(cells("pods", """
                {"metadata": {"name": "p", "deletionTimestamp": "2026-11-21T11:00:00Z"},
                 "spec": {"containers": [{"name": "c"}], "initContainers": [{"name": "s", "restartPolicy": "Always"}]},
                 "status": {"phase": "Running",
                   "initContainerStatuses": [{"name": "s", "ready": true, "started": true, "restartCount": 2, "state": {"running": {}}}],
                   "containerStatuses": [{"name": "c", "ready": false, "restartCount": 1, "state": {"running": {}}}]}}
                """)).startsWith("p", "1/2", "Terminating", "3");
    }

    static List<Resource> resources() {
        return ResourceTable.builtIn().all();
    }

    /** Whatever may be missing or of another type in a damaged or foreign object. */
    @ParameterizedTest
    @MethodSource("resources")
    void anObjectWithoutAnyFieldHasARow(Resource resource) {
        for (String object : List.of(
                "{}",
                "{\"metadata\": 1, \"spec\": [], \"status\": \"x\"}",
                "{\"spec\": {\"ports\": [1, {}], \"rules\": {}, \"metrics\": [{}], \"containers\": [{}]}, \"status\": {\"conditions\": [{}, 7]}}")) {
            Row row = new Row(new ObjectTree(JsonParser.parseString(object).getAsJsonObject()), NOW);
            assertThat(Columns.of(resource, List.of()))
                    .isNotEmpty()
                    .allSatisfy(column -> assertThat(column.text().apply(row)).isNotNull());
        }
    }

    @ParameterizedTest
    @MethodSource("resources")
    void titlesAreInUpperCaseAndDifferent(Resource resource) {
        assertThat(Columns.of(resource, List.of()))
                .extracting(Column::title)
                .doesNotHaveDuplicates()
                .allSatisfy(title -> assertThat(title).isUpperCase());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            services | {"spec": {"type": "LoadBalancer", "clusterIP": "10.0.0.1", "ports": [{"port": 443, "nodePort": 30443, "protocol": "TCP"}, {"port": 53, "protocol": "UDP"}]}} | LoadBalancer;10.0.0.1;<pending>;443:30443/TCP,53/UDP
            services | {"spec": {"type": "LoadBalancer", "clusterIP": "10.0.0.1", "externalIPs": ["192.0.2.1"]}, "status": {"loadBalancer": {"ingress": [{"ip": "198.51.100.7"}, {"hostname": "lb.example.com"}]}}} | LoadBalancer;10.0.0.1;198.51.100.7,lb.example.com,192.0.2.1;<none>
            services | {"spec": {"type": "ExternalName", "externalName": "example.com"}} | ExternalName;<none>;example.com;<none>
            endpoints | {"subsets": [{"addresses": [{"ip": "10.0.0.1"}, {"ip": "fd00::1"}], "ports": [{"port": 80}, {"port": 81}]}]} | 10.0.0.1:80,[fd00::1]:80,10.0.0.1:81 + 1 more...
            endpoints | {} | <none>
            nodes | {"metadata": {"labels": {"node-role.kubernetes.io/worker": "", "node-role.kubernetes.io/control-plane": "", "kubernetes.io/role": "x"}}, "spec": {"unschedulable": true}, "status": {"conditions": [{"type": "Ready", "status": "Unknown"}], "nodeInfo": {"kubeletVersion": "v1.36.3"}}} | NotReady,SchedulingDisabled;control-plane,worker,x;<unknown>;v1.36.3
            configmaps | {"data": {"a": "1"}, "binaryData": {"b": "AA=="}} | 2
            jobs.batch | {"spec": {"parallelism": 3}, "status": {"succeeded": 1, "startTime": "2026-11-21T11:59:00Z"}} | Running;1/1 of 3;60s
            jobs.batch | {"spec": {"completions": 2}, "status": {"succeeded": 2, "startTime": "2026-11-21T11:00:00Z", "completionTime": "2026-11-21T11:00:04Z", "conditions": [{"type": "Complete", "status": "True"}]}} | Complete;2/2;4s
            cronjobs.batch | {"spec": {"schedule": "@yearly", "suspend": true}, "status": {"lastScheduleTime": "2026-11-21T11:30:00Z", "active": [{}]}} | @yearly;<none>;True;1;30m
            horizontalpodautoscalers.autoscaling | {"spec": {"scaleTargetRef": {"kind": "Deployment", "name": "web"}, "maxReplicas": 5, "metrics": [{"type": "Resource", "resource": {"name": "cpu", "target": {"averageUtilization": 60}}}, {"type": "Pods", "pods": {"target": {"averageValue": "1k"}}}, {"type": "External"}]}, "status": {"currentReplicas": 2, "currentMetrics": [{"type": "Resource", "resource": {"current": {"averageUtilization": 7}}}]}} | Deployment/web;cpu: 7%/60%, <unknown>/1k + 1 more...;<unset>;5;2
            persistentvolumes | {"spec": {"capacity": {"storage": "1Gi"}, "accessModes": ["ReadOnlyMany", "ReadWriteOnce"], "persistentVolumeReclaimPolicy": "Retain", "claimRef": {"namespace": "a", "name": "b"}}, "status": {"phase": "Bound"}} | 1Gi;RWO,ROX;Retain;Bound;a/b;;<unset>;
            persistentvolumeclaims | {"spec": {"storageClassName": "fast"}} | Pending;;;;fast;<unset>
            ingresses.networking.k8s.io | {"spec": {"rules": [{"host": "a"}, {"host": "b"}, {"host": "c"}, {"host": "d"}], "tls": [{}]}} | <none>;a,b,c + 1 more...;;80, 443
            poddisruptionbudgets.policy | {"spec": {"minAvailable": "50%"}, "status": {"disruptionsAllowed": 1}} | 50%;N/A;1
            resourcequotas | {"status": {"hard": {"pods": "5", "limits.cpu": "2"}, "used": {"pods": "1"}}} | pods: 1/5;limits.cpu: 0/2
            certificatesigningrequests.certificates.k8s.io | {"spec": {"signerName": "s", "username": "u", "expirationSeconds": 86400}, "status": {"conditions": [{"type": "Approved"}], "certificate": "AA=="}} | <unknown>;s;u;24h;Approved,Issued
            apiservices.apiregistration.k8s.io | {"spec": {"service": {"namespace": "a", "name": "b"}}, "status": {"conditions": [{"type": "Available", "status": "False", "reason": "MissingEndpoints"}]}} | a/b;False (MissingEndpoints)
            controllerrevisions.apps | {"revision": 3, "metadata": {"ownerReferences": [{"apiVersion": "apps/v1", "kind": "DaemonSet", "name": "d", "controller": true}]}} | daemonset.apps/d;3
            networkpolicies.networking.k8s.io | {"spec": {"podSelector": {"matchLabels": {"b": "1"}, "matchExpressions": [{"key": "a", "operator": "NotIn", "values": ["y", "x"]}, {"key": "c", "operator": "Exists"}, {"key": "d", "operator": "DoesNotExist"}]}}} | a notin (x,y),b=1,c,!d
            secrets | {"type": "Opaque", "data": {"a": "AA==", "b": "AA=="}} | Opaque;2
            deployments.apps | {"spec": {"replicas": 3}, "status": {"readyReplicas": 1, "updatedReplicas": 2}} | 1/3;2;0
            """)
    void objectsShowWhatMattersOfTheirKind(String resource, String object, String expected) {
        assertThat(String.join(";", cells(resource, object).subList(1, expected.split(";", -1).length + 1)))
                .isEqualTo(expected);
    }

    @Test
    void eventsBeginWithTheirTime() {
        assertThat(cells("events", """
                {"metadata": {"name": "e"}, "type": "Normal", "reason": "Pulled", "message": " pulled \\n",
                 "involvedObject": {"kind": "Pod", "name": "p"}, "lastTimestamp": "2026-11-21T11:59:30Z"}
                """)).containsExactly("30s", "Normal", "Pulled", "pod/p", "pulled");
        assertThat(cells("events", """
                {"eventTime": "2026-11-21T11:00:00.123456Z", "series": {"lastObservedTime": "2026-11-21T11:58:00.5Z", "count": 3}}
                """)).startsWith("119s");
    }

    @Test
    void theDefaultClassIsMarked() {
        assertThat(cells("storageclasses.storage.k8s.io", """
                {"metadata": {"name": "fast", "annotations": {"storageclass.kubernetes.io/is-default-class": "true"}}}
                """))
                .startsWith("fast (default)", "", "Delete", "Immediate", "false");
    }

    @Test
    void customColumnsShowValuesOfTheirTypeOnly() {
        List<PrinterColumn> wanted = List.of(
                new PrinterColumn("int", "integer", 0, ".i"),
                new PrinterColumn("Num", "number", 0, ".n"),
                new PrinterColumn("str", "string", 0, ".s"),
                new PrinterColumn("bool", "boolean", 0, ".b"),
                new PrinterColumn("date", "date", 0, ".d"),
                new PrinterColumn("more", "string", 1, ".m"));
        Resource resource = ResourceTable.builtIn().all().getFirst();
        assertThat(Columns.of(resource, wanted).stream().map(column -> column.title() + column.wide()))
                .containsExactly("NAMEfalse", "INTfalse", "NUMfalse", "STRfalse", "BOOLfalse", "DATEfalse", "MOREtrue");
        assertThat(custom(
                        wanted,
                        "{'i': 3, 'n': 2.50, 's': 'text', 'b': false, 'd': '2026-11-21T11:00:00Z', 'm': {'a': [1]}}"))
                .isEqualTo(";3;2.5;text;false;60m;{\"a\":[1]}");
        assertThat(custom(wanted, "{'i': '3', 'n': 'x', 's': 5, 'b': 'true', 'd': 'yesterday', 'm': []}"))
                .isEqualTo(";;;5;;<invalid>;[]");
        assertThat(custom(wanted, "{'i': 3.5, 'n': 123456789.123, 's': null, 'd': '2027-11-21T11:00:00Z'}"))
                .isEqualTo(";3;1.23456789123e+08;;;<invalid>;");
    }

    private static String custom(List<PrinterColumn> wanted, String object) {
        Resource resource = ResourceTable.builtIn().all().getFirst();
        Row row = new Row(new ObjectTree(JsonParser.parseString(object).getAsJsonObject()), NOW);
        return Columns.of(resource, wanted).stream()
                .map(column -> column.text().apply(row))
                .collect(Collectors.joining(";"));
    }

    /** Those of a table that is not wide. */
    private static List<String> cells(String resource, String object) {
        Row row = new Row(new ObjectTree(JsonParser.parseString(object).getAsJsonObject()), NOW);
        return Columns.of(ResourceTable.builtIn().fullyNamed(resource).orElseThrow(), List.of()).stream()
                .filter(column -> !column.wide())
                .map(column -> column.text().apply(row))
                .toList();
    }
}
