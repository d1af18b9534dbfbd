package io.etcdbr.export;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.etcdbr.resources.ObjectTree;
import io.etcdbr.resources.Resource;
import java.util.List;

/**
 * Takes away what an API server and its controllers fill in, so that what is left can be applied to the same cluster or another
 * one: identity, revision and times, the status, what {@code kubectl apply} notes down for itself, and addresses, ports, nodes
 * and volumes that were assigned. Owners and finalizers stay; an object whose owner is not there is deleted by the garbage
 * collector, which {@link #hasOwners} tells.
 */
public final class Export {
    private static final List<String> FILLED_IN = List.of(
            "uid",
            "resourceVersion",
            "creationTimestamp",
            "generation",
            "managedFields",
            "selfLink",
            "deletionTimestamp",
            "deletionGracePeriodSeconds");
    private static final List<String> ANNOTATIONS = List.of(
            "kubectl.kubernetes.io/last-applied-configuration",
            "deployment.kubernetes.io/revision",
            "deployment.kubernetes.io/desired-replicas",
            "deployment.kubernetes.io/max-replicas",
            "deployment.kubernetes.io/revision-history",
            "deprecated.daemonset.template.generation",
            "pv.kubernetes.io/bind-completed",
            "pv.kubernetes.io/bound-by-controller",
            "volume.kubernetes.io/selected-node",
            "volume.kubernetes.io/storage-provisioner",
            "volume.beta.kubernetes.io/storage-provisioner",
            "kubernetes.io/service-account.uid");

    private Export() {}

    /** Changes {@code object} in place. */
    public static void strip(Resource resource, JsonObject object) {
        object.remove("status");
        ObjectTree tree = new ObjectTree(object);
        JsonObject metadata = tree.at("metadata").json();
        FILLED_IN.forEach(metadata::remove);
        Part.removeAll(tree, ANNOTATIONS, "metadata", "annotations");
        JsonObject spec = tree.at("spec").json();
        switch (resource.fullName()) {
            case "services" -> ServiceParts.strip(spec);
            case "pods" -> PodParts.strip(spec);
            case "persistentvolumeclaims" -> spec.remove("volumeName");
            case "persistentvolumes" -> Part.removeAll(tree, List.of("uid", "resourceVersion"), "spec", "claimRef");
            case "namespaces" -> object.remove("spec");
            case "jobs.batch" -> JobParts.strip(tree);
            case "statefulsets.apps" ->
                tree.objects("spec", "volumeClaimTemplates").forEach(Export::claimTemplate);
            default -> {}
        }
        templates(tree);
    }

    /** Whether it belongs to other objects, by their uid. */
    public static boolean hasOwners(JsonObject object) {
        return new ObjectTree(object).size("metadata", "ownerReferences") > 0;
    }

    private static void claimTemplate(ObjectTree claim) {
        claim.json().remove("status");
        noTime(claim);
    }

    /** Templates have no time of their own; older servers write {@code creationTimestamp: null} into them. */
    private static void templates(ObjectTree tree) {
        noTime(tree.at("template"));
        noTime(tree.at("spec", "template"));
        noTime(tree.at("spec", "jobTemplate"));
        noTime(tree.at("spec", "jobTemplate", "spec", "template"));
    }

    private static void noTime(ObjectTree template) {
        JsonObject metadata = template.at("metadata").json();
        JsonElement time = metadata.get("creationTimestamp");
        if (time != null && time.isJsonNull()) {
            metadata.remove("creationTimestamp");
        }
    }
}
