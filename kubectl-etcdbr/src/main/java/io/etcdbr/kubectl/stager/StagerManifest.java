package io.etcdbr.kubectl.stager;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.etcdbr.kubectl.operation.Installation;
import io.etcdbr.kubectl.operation.Maker;
import java.util.List;
import java.util.UUID;

/**
 * A stager pod: image, ConfigMap and environment of the backup's pods, and their Secrets where it is to reach the stores; the node's
 * root directory at {@value #HOST}, and privileged.
 */
final class StagerManifest {
    static final String COMPONENT = "stager";

    /** Where the node's root directory is. */
    static final String HOST = "/host";

    /** A directory that goes with the pod. */
    static final String SCRATCH = "/restore";

    /** A restore of a big database from a slow store; then Kubernetes ends the pod, whatever became of the workstation. */
    private static final long DEADLINE_SECONDS = 6 * 3600;

    private static final int NAME_DIGITS = 12;

    private static final String WHY =
            "Prepares a restore of etcd on this node, and goes when the command ends that made it. It is"
                    + " privileged, with the node's processes, network and root directory, because it reads the state of the running etcd"
                    + " and kubelet in /proc, writes the new data beside the data directory with its owner, mode and SELinux label, and puts"
                    + " a static pod into kubelet's folder. It has no token of the API and no service account's rights.";

    private StagerManifest() {}

    /** A name that no pod has. It is known before the API is asked to make the pod, whatever becomes of the answer. */
    static String name() {
        return "etcdbr-stager-" + UUID.randomUUID().toString().replace("-", "").substring(0, NAME_DIGITS);
    }

    static JsonObject of(Installation installation, String node, String name, Reach reach) {
        JsonObject annotations = Maker.annotations();
        annotations.addProperty("etcdbr.io/why-privileged", WHY);
        JsonObject metadata = new JsonObject();
        metadata.addProperty("name", name);
        metadata.add("labels", installation.labels(COMPONENT));
        metadata.add("annotations", annotations);
        metadata.add("ownerReferences", installation.owners());

        JsonObject pod = new JsonObject();
        pod.addProperty("apiVersion", "v1");
        pod.addProperty("kind", "Pod");
        pod.add("metadata", metadata);
        JsonObject spec = spec(installation, node);
        if (reach == Reach.NODE) {
            WithoutSecrets.take(spec);
        }
        pod.add("spec", spec);
        return pod;
    }

    private static JsonObject spec(Installation installation, String node) {
        JsonObject spec = installation.podSpec().tree().deepCopy();
        // No scheduler: this node and no other, also where it is cordoned.
        spec.remove("affinity");
        spec.remove("nodeSelector");
        spec.remove("topologySpreadConstraints");
        spec.addProperty("nodeName", node);
        spec.add("tolerations", array(object("operator", "Exists")));
        spec.addProperty("hostNetwork", true);
        spec.addProperty("hostPID", true);
        spec.addProperty("automountServiceAccountToken", false);
        spec.addProperty("enableServiceLinks", false);
        spec.addProperty("restartPolicy", "Never");
        spec.addProperty("activeDeadlineSeconds", DEADLINE_SECONDS);
        spec.addProperty("terminationGracePeriodSeconds", 2);
        spec.remove("initContainers");
        JsonObject security = spec.has("securityContext") ? spec.getAsJsonObject("securityContext") : new JsonObject();
        security.remove("runAsNonRoot");
        security.remove("seccompProfile");
        security.remove("seLinuxOptions");
        security.addProperty("runAsUser", 0);
        security.addProperty("runAsGroup", 0);
        spec.add("securityContext", security);
        spec.add("containers", array(container(installation)));

        JsonObject root = new JsonObject();
        root.addProperty("path", "/");
        root.addProperty("type", "Directory");
        JsonObject host = object("name", "etcdbr-host");
        host.add("hostPath", root);
        JsonObject scratch = object("name", "etcdbr-restore");
        scratch.add("emptyDir", new JsonObject());
        list(spec, "volumes").add(host);
        list(spec, "volumes").add(scratch);
        return spec;
    }

    private static JsonObject container(Installation installation) {
        JsonObject container = installation.container().tree().deepCopy();
        container.add("args", array(new JsonPrimitive("wait")));
        container.add("env", installation.environment());
        container.remove("livenessProbe");
        container.remove("readinessProbe");
        container.remove("startupProbe");
        // The limit of the backup is for one program; here etcd's own tool and the page cache it fills come on top.
        if (container.get("resources") instanceof JsonObject resources) {
            if (resources.get("limits") instanceof JsonObject limits) {
                limits.remove("memory");
                limits.remove("cpu");
            }
            // No scheduler looks for room, and kubelet turns away what a full node has no room for. A quota may want
            // requests to be said.
            if (resources.get("requests") instanceof JsonObject requests) {
                List.copyOf(requests.keySet()).forEach(resource -> requests.addProperty(resource, "0"));
            }
        }
        JsonObject security = new JsonObject();
        security.addProperty("privileged", true);
        security.addProperty("runAsUser", 0);
        security.addProperty("runAsGroup", 0);
        security.addProperty("readOnlyRootFilesystem", true);
        container.add("securityContext", security);

        JsonObject host = object("name", "etcdbr-host");
        host.addProperty("mountPath", HOST);
        // What is mounted on the node after the pod's start, such as etcd's own disk, shows here too.
        host.addProperty("mountPropagation", "HostToContainer");
        JsonObject scratch = object("name", "etcdbr-restore");
        scratch.addProperty("mountPath", SCRATCH);
        list(container, "volumeMounts").add(host);
        list(container, "volumeMounts").add(scratch);
        return container;
    }

    private static JsonArray list(JsonObject object, String field) {
        if (object.get(field) instanceof JsonArray present) {
            return present;
        }
        JsonArray made = new JsonArray();
        object.add(field, made);
        return made;
    }

    private static JsonObject object(String field, String value) {
        JsonObject object = new JsonObject();
        object.addProperty(field, value);
        return object;
    }

    private static JsonArray array(JsonElement only) {
        JsonArray array = new JsonArray();
        array.add(only);
        return array;
    }
}
