package io.etcdbr.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdbr.resources.ResourceTable;
import org.junit.jupiter.api.Test;

class ExportTest {

    @Test
    void identityTimesAndStatusGoAndEverythingElseStays() {
        assertThat(stripped("configmaps", """
                {"apiVersion": "v1", "kind": "ConfigMap", "data": {"a": "b"}, "status": {"x": 1},
                 "metadata": {"name": "c", "namespace": "n", "uid": "u", "resourceVersion": "5", "generation": 2,
                   "creationTimestamp": "2026-11-21T12:00:00Z", "managedFields": [{}], "selfLink": "/x",
                   "deletionTimestamp": "2026-11-21T12:00:00Z", "deletionGracePeriodSeconds": 0,
                   "labels": {"a": "b"}, "finalizers": ["f"], "ownerReferences": [{"uid": "o"}],
                   "annotations": {"mine": "1", "kubectl.kubernetes.io/last-applied-configuration": "{}"}}}
                """)).isEqualTo(json("""
                {"apiVersion": "v1", "kind": "ConfigMap", "data": {"a": "b"},
                 "metadata": {"name": "c", "namespace": "n", "labels": {"a": "b"}, "finalizers": ["f"],
                   "ownerReferences": [{"uid": "o"}], "annotations": {"mine": "1"}}}
                """));
        assertThat(Export.hasOwners(json("{\"metadata\": {\"ownerReferences\": [{\"uid\": \"o\"}]}}")))
                .isTrue();
        assertThat(Export.hasOwners(json("{}"))).isFalse();
    }

    @Test
    void annotationsGoAltogetherIfOnlyServersWroteThem() {
        assertThat(stripped("deployments.apps", """
                {"metadata": {"name": "d", "annotations": {"deployment.kubernetes.io/revision": "3"}},
                 "spec": {"template": {"metadata": {"creationTimestamp": null, "labels": {"a": "b"}}}}}
                """)).isEqualTo(json("""
                {"metadata": {"name": "d"}, "spec": {"template": {"metadata": {"labels": {"a": "b"}}}}}
                """));
        assertThat(stripped("configmaps", "{\"metadata\": {\"annotations\": {}}}"))
                .isEqualTo(json("{\"metadata\": {\"annotations\": {}}}"));
    }

    @Test
    void aServiceLosesItsAddressesUnlessItIsHeadless() {
        assertThat(stripped("services", """
                {"spec": {"type": "LoadBalancer", "clusterIP": "10.0.0.1", "clusterIPs": ["10.0.0.1"], "healthCheckNodePort": 31000,
                   "ports": [{"port": 80, "nodePort": 30080}], "ipFamilies": ["IPv4"]}, "status": {"loadBalancer": {}}}
                """)).isEqualTo(json("""
                {"spec": {"type": "LoadBalancer", "ports": [{"port": 80}], "ipFamilies": ["IPv4"]}}
                """));
        JsonObject headless = json("{\"spec\": {\"clusterIP\": \"None\", \"clusterIPs\": [\"None\"]}}");
        assertThat(stripped("services", headless.toString())).isEqualTo(headless);
    }

    @Test
    void aPodLosesItsNodeAndItsToken() {
        assertThat(stripped("pods", """
                {"spec": {"nodeName": "n1", "priority": 7, "preemptionPolicy": "Never", "priorityClassName": "gold",
                   "ephemeralContainers": [{"name": "debug"}],
                   "volumes": [{"name": "kube-api-access-x1y2z", "projected": {}}, {"name": "data", "emptyDir": {}}],
                   "containers": [{"name": "c", "volumeMounts": [{"name": "kube-api-access-x1y2z"}, {"name": "data"}]}],
                   "initContainers": [{"name": "i", "volumeMounts": [{"name": "kube-api-access-x1y2z"}]}]}}
                """)).isEqualTo(json("""
                {"spec": {"priorityClassName": "gold", "volumes": [{"name": "data", "emptyDir": {}}],
                   "containers": [{"name": "c", "volumeMounts": [{"name": "data"}]}], "initContainers": [{"name": "i"}]}}
                """));
        JsonObject own = json("""
                {"spec": {"priority": 0, "volumes": [{"name": "kube-api-access-mine", "emptyDir": {}}],
                  "containers": [{"name": "c", "volumeMounts": [{"name": "kube-api-access-mine"}]}]}}
                """);
        assertThat(stripped("pods", own.toString())).isEqualTo(own);
    }

    @Test
    void aClaimAndItsVolumeFindEachOtherAgainByName() {
        assertThat(stripped("persistentvolumeclaims", """
                {"metadata": {"annotations": {"pv.kubernetes.io/bind-completed": "yes"}},
                 "spec": {"volumeName": "pv-1", "storageClassName": "fast"}, "status": {"phase": "Bound"}}
                """))
                .isEqualTo(json("{\"metadata\": {}, \"spec\": {\"storageClassName\": \"fast\"}}"));
        assertThat(stripped("persistentvolumes", """
                {"spec": {"claimRef": {"namespace": "a", "name": "b", "uid": "u", "resourceVersion": "1"}}}
                """))
                .isEqualTo(json("{\"spec\": {\"claimRef\": {\"namespace\": \"a\", \"name\": \"b\"}}}"));
    }

    @Test
    void aJobLosesTheSelectorThatItsUidMade() {
        assertThat(stripped("jobs.batch", """
                {"metadata": {"labels": {"controller-uid": "u", "job-name": "j", "app": "x"}},
                 "spec": {"selector": {"matchLabels": {"controller-uid": "u"}},
                   "template": {"metadata": {"labels": {"batch.kubernetes.io/controller-uid": "u", "batch.kubernetes.io/job-name": "j"}}}}}
                """)).isEqualTo(json("""
                {"metadata": {"labels": {"app": "x"}}, "spec": {"template": {"metadata": {}}}}
                """));
        JsonObject manual = json("""
                {"spec": {"manualSelector": true, "selector": {"matchLabels": {"app": "x"}}}}
                """);
        assertThat(stripped("jobs.batch", manual.toString())).isEqualTo(manual);
    }

    @Test
    void namespacesAndClaimTemplatesLoseWhatTheServerAdds() {
        assertThat(stripped(
                        "namespaces",
                        "{\"metadata\": {\"name\": \"n\"}, \"spec\": {\"finalizers\": [\"kubernetes\"]}}"))
                .isEqualTo(json("{\"metadata\": {\"name\": \"n\"}}"));
        assertThat(stripped("statefulsets.apps", """
                {"spec": {"volumeClaimTemplates": [{"metadata": {"name": "d", "creationTimestamp": null}, "status": {"phase": "Pending"}}]}}
                """))
                .isEqualTo(json("{\"spec\": {\"volumeClaimTemplates\": [{\"metadata\": {\"name\": \"d\"}}]}}"));
    }

    @Test
    void foreignShapesAreLeftAlone() {
        for (String object :
                new String[] {"{}", "{\"metadata\": 1, \"spec\": []}", "{\"spec\": {\"ports\": 1, \"volumes\": [1]}}"
                }) {
            for (String resource :
                    new String[] {"services", "pods", "jobs.batch", "statefulsets.apps", "persistentvolumes"}) {
                JsonObject before = json(object);
                assertThat(stripped(resource, object)).isEqualTo(before);
            }
        }
    }

    private static JsonObject stripped(String resource, String object) {
        JsonObject tree = json(object);
        Export.strip(ResourceTable.builtIn().fullyNamed(resource).orElseThrow(), tree);
        return tree;
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }
}
