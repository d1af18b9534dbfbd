package io.etcdbr.export;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.etcdbr.resources.ObjectTree;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** A pod's node, the priority that its class gave it, and the volume with its token. */
final class PodParts {
    private static final String TOKEN_VOLUME = "kube-api-access-";
    private static final List<String> CONTAINERS = List.of("containers", "initContainers");

    private PodParts() {}

    static void strip(JsonObject spec) {
        ObjectTree pod = new ObjectTree(spec);
        spec.remove("nodeName");
        // Set on running pods only, through an API of its own.
        spec.remove("ephemeralContainers");
        if (!pod.text("priorityClassName").isEmpty()) {
            spec.remove("priority");
            spec.remove("preemptionPolicy");
        }
        Set<String> tokens = new HashSet<>();
        for (ObjectTree volume : pod.objects("volumes")) {
            if (volume.text("name").startsWith(TOKEN_VOLUME) && volume.has("projected")) {
                tokens.add(volume.text("name"));
            }
        }
        removeNamed(spec, "volumes", tokens);
        for (String field : CONTAINERS) {
            pod.objects(field).forEach(container -> removeNamed(container.json(), "volumeMounts", tokens));
        }
    }

    private static void removeNamed(JsonObject object, String list, Set<String> names) {
        if (object.get(list) instanceof JsonArray items) {
            Predicate<JsonElement> named =
                    item -> item instanceof JsonObject entry && names.contains(new ObjectTree(entry).text("name"));
            if (items.asList().removeIf(named) && items.isEmpty()) {
                object.remove(list);
            }
        }
    }
}
