package io.etcdbr.kubectl.stager;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdbr.kubectl.cluster.KubeObject;
import io.etcdbr.kubectl.operation.Installation;
import org.junit.jupiter.api.Test;

class StagerManifestTest {
    private static final String CRON_JOB = """
            {"metadata":{"name":"etcdbr-backup","uid":"1-2-3"},"spec":{"jobTemplate":{"spec":{"template":{"spec":{
              "serviceAccountName":"etcdbr-backup","automountServiceAccountToken":false,"dnsPolicy":"Default",
              "priorityClassName":"etcdbr","imagePullSecrets":[{"name":"registry"}],
              "affinity":{"nodeAffinity":{}},"tolerations":[{"key":"a","operator":"Exists"}],
              "securityContext":{"runAsUser":0,"fsGroup":65532,"seccompProfile":{"type":"RuntimeDefault"}},
              "volumes":[{"name":"etcd-certs","hostPath":{"path":"/etc/kubernetes/pki/etcd"}},
                         {"name":"s3","secret":{"secretName":"etcdbr-s3"}},
                         {"name":"both","projected":{"sources":[{"secret":{"name":"etcdbr-key"}}]}}],
              "containers":[{"name":"etcdbr","image":"etcdbr-job:1","imagePullPolicy":"Never","args":["backup","--store=s3://b/p"],
                "env":[{"name":"AWS_REGION","value":"eu"},
                       {"name":"AWS_KEY","valueFrom":{"secretKeyRef":{"name":"etcdbr-env","key":"k"}}}],
                "envFrom":[{"secretRef":{"name":"etcdbr-more"}},{"configMapRef":{"name":"etcdbr"}}],
                "securityContext":{"privileged":false,"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]}},
                "resources":{"requests":{"memory":"160Mi"},"limits":{"memory":"256Mi"}},
                "volumeMounts":[{"name":"s3","mountPath":"/etc/etcdbr/s3"}]}]}}}}}}""";

    private final JsonObject tree = manifest(Reach.STORES);
    private final KubeObject pod = new KubeObject(tree);
    private final KubeObject container = pod.parts("spec", "containers").getFirst();

    private static JsonObject manifest(Reach reach) {
        return StagerManifest.of(
                new Installation(
                        "etcdbr-system",
                        new KubeObject(JsonParser.parseString(CRON_JOB).getAsJsonObject())),
                "cp2",
                "stager",
                reach);
    }

    @Test
    void itsNameIsItsOwn() {
        assertThat(pod.name()).isEqualTo("stager");
        assertThat(StagerManifest.name()).matches("etcdbr-stager-[0-9a-f]{12}").isNotEqualTo(StagerManifest.name());
    }

    /** kubelet turns away what a full node has no room for. */
    @Test
    void itAsksForNoRoomAndSaysSoWhereAQuotaWantsToKnow() {
        assertThat(container.part("resources", "requests").tree()).hasToString("{\"memory\":\"0\"}");
    }

    @Test
    void whatNeedsNoStoreHasNoSecret() {
        JsonObject bare = manifest(Reach.NODE);

        assertThat(bare.toString()).doesNotContain("secret", "etcdbr-s3", "etcdbr-env", "etcdbr-more", "etcdbr-key");
        KubeObject only = new KubeObject(bare).parts("spec", "containers").getFirst();
        assertThat(only.parts("volumeMounts"))
                .extracting(mount -> mount.text("name").orElse(""))
                .containsExactly("etcdbr-host", "etcdbr-restore");
        assertThat(only.parts("env")).hasSize(2);
        assertThat(only.parts("envFrom")).hasSize(1);
        assertThat(new KubeObject(bare).parts("spec", "volumes"))
                .extracting(volume -> volume.text("name").orElse(""))
                .contains("etcd-certs", "etcdbr-host");
    }

    @Test
    void itIsOnItsNodeWhateverTheSchedulerThinks() {
        assertThat(pod.text("spec", "nodeName")).contains("cp2");
        assertThat(pod.part("spec", "affinity").tree().entrySet()).isEmpty();
        assertThat(pod.parts("spec", "tolerations"))
                .singleElement()
                .satisfies(all -> assertThat(all.tree()).hasToString("{\"operator\":\"Exists\"}"));
    }

    @Test
    void itIsPrivilegedAndSaysWhy() {
        assertThat(pod.isOn("spec", "hostPID")).isTrue();
        assertThat(pod.isOn("spec", "hostNetwork")).isTrue();
        assertThat(container.part("securityContext").tree())
                .hasToString("{\"privileged\":true,\"runAsUser\":0,\"runAsGroup\":0,\"readOnlyRootFilesystem\":true}");
        assertThat(pod.text("metadata", "annotations", "etcdbr.io/why-privileged"))
                .hasValueSatisfying(why -> assertThat(why).contains("static pod", "data directory", "/proc"));
    }

    @Test
    void itSeesTheNodesRootAndWhatIsMountedThereLater() {
        assertThat(container.parts("volumeMounts"))
                .anySatisfy(
                        mount -> assertThat(mount.tree())
                                .hasToString(
                                        "{\"name\":\"etcdbr-host\",\"mountPath\":\"/host\",\"mountPropagation\":\"HostToContainer\"}"));
        assertThat(pod.parts("spec", "volumes"))
                .anySatisfy(
                        volume -> assertThat(volume.text("hostPath", "path")).contains("/"));
    }

    @Test
    void itReachesTheStoresAsTheBackupDoesAndHasNoToken() {
        assertThat(container.text("image")).contains("etcdbr-job:1");
        assertThat(container.text("imagePullPolicy")).contains("Never");
        assertThat(container.parts("env")).hasSize(3);
        assertThat(container.parts("volumeMounts"))
                .anySatisfy(mount -> assertThat(mount.text("name")).contains("s3"));
        assertThat(pod.parts("spec", "imagePullSecrets")).hasSize(1);
        assertThat(tree.getAsJsonObject("spec")
                        .get("automountServiceAccountToken")
                        .getAsBoolean())
                .isFalse();
    }

    @Test
    void itDoesNothingByItselfAndDoesNotStayForEver() {
        assertThat(container.tree().get("args")).hasToString("[\"wait\"]");
        assertThat(pod.number("spec", "activeDeadlineSeconds")).hasValue(21600);
        assertThat(pod.text("spec", "restartPolicy")).contains("Never");
        assertThat(container.part("resources", "limits").tree().entrySet()).isEmpty();
        assertThat(pod.parts("metadata", "ownerReferences"))
                .singleElement()
                .satisfies(owner -> assertThat(owner.text("uid")).contains("1-2-3"));
        assertThat(pod.text("metadata", "labels", "app.kubernetes.io/component"))
                .contains("stager");
    }
}
