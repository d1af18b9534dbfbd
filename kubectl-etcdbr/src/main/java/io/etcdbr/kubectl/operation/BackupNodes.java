package io.etcdbr.kubectl.operation;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.cluster.Kind;
import io.etcdbr.kubectl.cluster.KubeObject;
import java.util.List;
import java.util.Optional;

/** The nodes on which the backup may run: those that its CronJob's node affinity and node selector take. */
final class BackupNodes {
    /** Where the node's root directory is in a pod that sees it. */
    static final String HOST = "/host";

    /** Where kubeadm has the static pods; not every distribution has such a directory. */
    static final String MANIFESTS = "/etc/kubernetes/manifests";

    private BackupNodes() {}

    static List<KubeObject> list(Cluster cluster, Installation installation) {
        List<KubeObject> terms = installation
                .podSpec()
                .part("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution")
                .parts("nodeSelectorTerms");
        return cluster.list(Kind.NODE, Optional.empty(), "").stream()
                .filter(node -> terms.isEmpty() || terms.stream().anyMatch(term -> fits(node, term)))
                .filter(node -> isSelected(node, installation))
                .toList();
    }

    private static boolean isSelected(KubeObject node, Installation installation) {
        JsonObject labels = node.part("metadata", "labels").tree();
        return installation.podSpec().part("nodeSelector").tree().entrySet().stream()
                .allMatch(label -> label.getValue().equals(labels.get(label.getKey())));
    }

    static boolean isReady(KubeObject node) {
        return node.parts("status", "conditions").stream()
                .anyMatch(condition -> condition
                                .text("type")
                                .filter("Ready"::equals)
                                .isPresent()
                        && condition.text("status").filter("True"::equals).isPresent());
    }

    /** Whether a pod is to see files of the node at all; that of a hosted control plane does not. */
    static boolean seesNode(Installation installation) {
        return installation.podSpec().parts("volumes").stream()
                .anyMatch(volume -> !volume.part("hostPath").tree().isEmpty());
    }

    private static boolean fits(KubeObject node, KubeObject term) {
        return term.parts("matchExpressions").stream().allMatch(expression -> matches(node, expression));
    }

    private static boolean matches(KubeObject node, KubeObject expression) {
        String key = expression.text("key").orElse("");
        JsonElement value = node.part("metadata", "labels").tree().get(key);
        List<String> values = expression.tree().get("values") instanceof JsonArray array
                ? array.asList().stream().map(JsonElement::getAsString).toList()
                : List.of();
        return switch (expression.text("operator").orElse("")) {
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            case "In" -> value != null && values.contains(value.getAsString());
            case "NotIn" -> value == null || !values.contains(value.getAsString());
            // Gt and Lt compare numbers; a pod that must not run there says so itself.
            default -> true;
        };
    }

    /** What a pod is to see of its node, read-only. */
    enum Sight {
        NOTHING,
        DATA,
        DATA_AND_MANIFESTS
    }

    /** What such a pod can be expected to see; that of a hosted control plane sees nothing. */
    static Sight sight(Installation installation) {
        if (!seesNode(installation)) {
            return Sight.NOTHING;
        }
        return isRancher(installation.podSpec()) ? Sight.DATA : Sight.DATA_AND_MANIFESTS;
    }

    /** A session's pod for one node and no other, which sees what a restore is about. */
    static JsonObject pin(JsonObject pod, Optional<String> node, Sight sight) {
        JsonObject spec = pod.getAsJsonObject("spec");
        if (node.isPresent()) {
            spec.add(
                    "affinity",
                    object(
                            "nodeAffinity",
                            object(
                                    "requiredDuringSchedulingIgnoredDuringExecution",
                                    object("nodeSelectorTerms", array(term(node.get()))))));
        }
        if (sight != Sight.NOTHING) {
            mount(spec, "etcdbr-var-lib", "/var/lib", "Directory");
        }
        if (sight == Sight.DATA_AND_MANIFESTS) {
            mount(spec, "etcdbr-manifests", MANIFESTS, "Directory");
        }
        return pod;
    }

    /** k3s and RKE2 have no such directory, and a pod that mounts what is not there does not start. */
    private static boolean isRancher(KubeObject spec) {
        return spec.parts("volumes").stream()
                .anyMatch(volume -> volume.text("hostPath", "path")
                        .filter(path -> path.startsWith("/var/lib/rancher/"))
                        .isPresent());
    }

    private static JsonObject term(String node) {
        JsonObject field = new JsonObject();
        field.addProperty("key", "metadata.name");
        field.addProperty("operator", "In");
        JsonArray values = new JsonArray();
        values.add(node);
        field.add("values", values);
        return object("matchFields", array(field));
    }

    private static void mount(JsonObject spec, String name, String path, String type) {
        JsonObject host = new JsonObject();
        host.addProperty("path", path);
        host.addProperty("type", type);
        JsonObject volume = object("hostPath", host);
        volume.addProperty("name", name);
        list(spec, "volumes").add(volume);
        JsonObject mount = new JsonObject();
        mount.addProperty("name", name);
        mount.addProperty("mountPath", HOST + path);
        mount.addProperty("readOnly", true);
        list(spec.getAsJsonArray("containers").get(0).getAsJsonObject(), "volumeMounts")
                .add(mount);
    }

    private static JsonArray list(JsonObject object, String field) {
        if (!(object.get(field) instanceof JsonArray)) {
            object.add(field, new JsonArray());
        }
        return object.getAsJsonArray(field);
    }

    private static JsonObject object(String field, JsonElement value) {
        JsonObject object = new JsonObject();
        object.add(field, value);
        return object;
    }

    private static JsonArray array(JsonElement only) {
        JsonArray array = new JsonArray();
        array.add(only);
        return array;
    }
}
