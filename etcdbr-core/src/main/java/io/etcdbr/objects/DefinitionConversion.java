package io.etcdbr.objects;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * CustomResourceDefinitions are stored as {@code v1beta1}, which no server since Kubernetes 1.22 serves or takes. This makes
 * {@code v1} of them, as the server does.
 */
final class DefinitionConversion {
    private static final String GROUP = "apiextensions.k8s.io";
    private static final String KIND = "CustomResourceDefinition";
    private static final TypeMeta STORED = new TypeMeta(GROUP + "/v1beta1", KIND);
    private static final TypeMeta SERVED = new TypeMeta(GROUP + "/v1", KIND);

    /** What holds for all versions, and the name of the same in each of them. */
    private static final Map<String, String> OF_ALL_VERSIONS = Map.of(
            "validation", "schema",
            "subresources", "subresources",
            "additionalPrinterColumns", "additionalPrinterColumns",
            "selectableFields", "selectableFields");

    private DefinitionConversion() {}

    /** The type under which the server serves objects of the type. */
    static TypeMeta served(TypeMeta type) {
        return type.equals(STORED) ? SERVED : type;
    }

    /** Changes the object, if it is such a definition. */
    static void convert(TypeMeta type, JsonObject object) {
        if (type.equals(STORED)) {
            object.addProperty("apiVersion", SERVED.apiVersion());
            if (object.get("spec") instanceof JsonObject spec) {
                versions(spec);
                conversion(spec);
                preserveUnknownFields(spec);
            }
        }
    }

    private static void versions(JsonObject spec) {
        JsonElement first = spec.remove("version");
        if (!(spec.get("versions") instanceof JsonArray) && first != null) {
            JsonObject only = new JsonObject();
            only.add("name", first);
            only.addProperty("served", true);
            only.addProperty("storage", true);
            JsonArray versions = new JsonArray();
            versions.add(only);
            spec.add("versions", versions);
        }
        OF_ALL_VERSIONS.forEach((name, nameInVersion) -> {
            JsonElement ofAll = spec.remove(name);
            if (ofAll != null) {
                objects(spec.get("versions")).forEach(version -> version.add(nameInVersion, ofAll.deepCopy()));
            }
        });
        for (JsonObject version : objects(spec.get("versions"))) {
            objects(version.get("additionalPrinterColumns")).forEach(DefinitionConversion::column);
        }
    }

    private static void column(JsonObject column) {
        JsonElement path = column.remove("JSONPath");
        if (path != null) {
            column.add("jsonPath", path);
        }
    }

    private static void conversion(JsonObject spec) {
        if (spec.get("conversion") instanceof JsonObject conversion) {
            JsonElement client = conversion.remove("webhookClientConfig");
            JsonElement versions = conversion.remove("conversionReviewVersions");
            JsonObject webhook = new JsonObject();
            if (client != null) {
                webhook.add("clientConfig", client);
            }
            if (versions != null) {
                webhook.add("conversionReviewVersions", versions);
            }
            if (!webhook.isEmpty()) {
                conversion.add("webhook", webhook);
            }
        }
    }

    /** What was the rule without a word in {@code v1beta1} is the exception in {@code v1}. */
    private static void preserveUnknownFields(JsonObject spec) {
        if (!spec.has("preserveUnknownFields")) {
            spec.addProperty("preserveUnknownFields", true);
        } else if (spec.get("preserveUnknownFields") instanceof JsonPrimitive flag && !flag.getAsBoolean()) {
            spec.remove("preserveUnknownFields");
        }
    }

    private static List<JsonObject> objects(@Nullable JsonElement list) {
        return list instanceof JsonArray array
                ? array.asList().stream()
                        .filter(JsonObject.class::isInstance)
                        .map(JsonObject.class::cast)
                        .toList()
                : List.of();
    }
}
