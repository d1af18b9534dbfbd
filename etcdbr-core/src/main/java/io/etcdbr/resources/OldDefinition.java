package io.etcdbr.resources;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * CustomResourceDefinitions of {@code v1beta1}, which API servers store to this day. What is different in {@code v1} is in
 * Kubernetes' "Deprecated API Migration Guide", under v1.22: what was said once for all versions is said for each of them.
 */
final class OldDefinition {
    private static final String GROUP = "apiextensions.k8s.io/";
    private static final List<String> OF_ALL_VERSIONS =
            List.of("subresources", "additionalPrinterColumns", "selectableFields");

    private OldDefinition() {}

    static boolean isOne(JsonObject object) {
        ObjectTree tree = new ObjectTree(object);
        return tree.text("apiVersion").equals(GROUP + "v1beta1")
                && tree.text("kind").equals("CustomResourceDefinition");
    }

    /** A copy; {@code definition} stays as it is. */
    static JsonObject converted(JsonObject definition) {
        JsonObject converted = definition.deepCopy();
        converted.addProperty("apiVersion", GROUP + "v1");
        if (converted.get("spec") instanceof JsonObject spec) {
            versions(spec);
            conversion(spec);
            if (!new ObjectTree(spec).flag("preserveUnknownFields")) {
                spec.remove("preserveUnknownFields");
            }
        }
        return converted;
    }

    private static void versions(JsonObject spec) {
        ObjectTree old = new ObjectTree(spec.deepCopy());
        if (!(spec.get("versions") instanceof JsonArray versions) || versions.isEmpty()) {
            spec.add("versions", onlyVersion(old.text("version")));
        }
        for (JsonElement version : spec.getAsJsonArray("versions")) {
            if (version instanceof JsonObject each) {
                if (!each.has("schema")) {
                    old.find("validation").ifPresent(schema -> each.add("schema", schema.deepCopy()));
                }
                for (String field : OF_ALL_VERSIONS) {
                    if (!each.has(field)) {
                        old.find(field).ifPresent(value -> each.add(field, value.deepCopy()));
                    }
                }
                new ObjectTree(each).objects("additionalPrinterColumns").forEach(OldDefinition::column);
            }
        }
        spec.remove("version");
        spec.remove("validation");
        OF_ALL_VERSIONS.forEach(spec::remove);
    }

    private static JsonArray onlyVersion(String name) {
        JsonObject version = new JsonObject();
        version.addProperty("name", name);
        version.addProperty("served", true);
        version.addProperty("storage", true);
        JsonArray versions = new JsonArray();
        versions.add(version);
        return versions;
    }

    private static void column(ObjectTree column) {
        JsonElement path = column.json().remove("JSONPath");
        if (path != null) {
            column.json().add("jsonPath", path);
        }
    }

    private static void conversion(JsonObject spec) {
        if (!(spec.get("conversion") instanceof JsonObject conversion)) {
            return;
        }
        JsonObject webhook = new JsonObject();
        Map.of("webhookClientConfig", "clientConfig", "conversionReviewVersions", "conversionReviewVersions")
                .forEach((from, to) -> {
                    JsonElement value = conversion.remove(from);
                    if (value != null && !value.isJsonNull()) {
                        webhook.add(to, value);
                    }
                });
        if (webhook.has("clientConfig")) {
            conversion.add("webhook", webhook);
        }
    }
}
