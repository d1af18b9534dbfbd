package io.etcdbr.kubectl.stager;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/** Takes from a pod what it has of Secrets: volumes, their mounts, and variables. */
final class WithoutSecrets {
    private WithoutSecrets() {}

    static void take(JsonObject spec) {
        Set<String> gone = new HashSet<>();
        remove(spec, "volumes", volume -> holdsSecret(volume) && gone.add(name(volume)));
        if (spec.get("containers") instanceof JsonArray containers) {
            for (JsonElement element : containers) {
                JsonObject container = element.getAsJsonObject();
                remove(container, "volumeMounts", mount -> gone.contains(name(mount)));
                remove(container, "envFrom", source -> source.has("secretRef"));
                remove(
                        container,
                        "env",
                        variable -> variable.get("valueFrom") instanceof JsonObject from && from.has("secretKeyRef"));
            }
        }
    }

    private static boolean holdsSecret(JsonObject volume) {
        return volume.has("secret")
                || volume.get("projected") instanceof JsonObject projected
                        && projected.get("sources") instanceof JsonArray sources
                        && sources.asList().stream()
                                .anyMatch(source -> source.getAsJsonObject().has("secret"));
    }

    private static String name(JsonObject named) {
        return named.get("name").getAsString();
    }

    private static void remove(JsonObject object, String field, Predicate<JsonObject> what) {
        if (object.get(field) instanceof JsonArray list) {
            list.asList().removeIf(element -> what.test(element.getAsJsonObject()));
        }
    }
}
