package io.etcdbr.resources;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.etcdbr.resources.Resource.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A resource that an object of the snapshot defines.
 *
 * @param columns those of the preferred version; empty where it asks for none, so that a table has the usual ones
 */
public record CustomResourceDefinition(Resource resource, List<PrinterColumn> columns) {

    public CustomResourceDefinition {
        columns = List.copyOf(columns);
    }

    /**
     * Reads one, of {@code v1} or {@code v1beta1}.
     *
     * @return empty if {@code object} is none, or lacks what the API server needs to serve it
     */
    public static Optional<CustomResourceDefinition> of(JsonObject object) {
        JsonObject spec = child(object, "spec");
        JsonObject names = accepted(object, spec);
        String group = text(spec, "group");
        String plural = text(names, "plural");
        String kind = text(names, "kind");
        List<JsonObject> versions = versions(spec);
        if (group.isEmpty() || plural.isEmpty() || kind.isEmpty() || versions.isEmpty()) {
            return Optional.empty();
        }
        String singular = text(names, "singular");
        Resource resource = new Resource(
                group,
                versions.stream().map(version -> text(version, "name")).toList(),
                plural,
                singular.isEmpty() ? kind.toLowerCase(Locale.ROOT) : singular,
                kind,
                texts(names, "shortNames"),
                texts(names, "categories"),
                text(spec, "scope").equals("Namespaced") ? Scope.NAMESPACED : Scope.CLUSTER,
                group + "/" + plural);
        List<PrinterColumn> columns = columns(versions.getFirst());
        return Optional.of(new CustomResourceDefinition(resource, columns.isEmpty() ? columns(spec) : columns));
    }

    /** The names that the API server took, which are not the wanted ones where another definition had them first. */
    private static JsonObject accepted(JsonObject object, JsonObject spec) {
        JsonObject accepted = child(child(object, "status"), "acceptedNames");
        return text(accepted, "plural").isEmpty() ? child(spec, "names") : accepted;
    }

    /** Those served, the preferred one first; all if none is served. */
    private static List<JsonObject> versions(JsonObject spec) {
        List<JsonObject> all = objects(spec, "versions");
        if (all.isEmpty() && !text(spec, "version").isEmpty()) {
            all = List.of(onlyVersion(text(spec, "version")));
        }
        List<JsonObject> served =
                all.stream().filter(version -> flag(version, "served")).toList();
        return (served.isEmpty() ? all : served)
                .stream()
                        .filter(version -> !text(version, "name").isEmpty())
                        .sorted((a, b) -> VersionOrder.PREFERRED_FIRST.compare(text(a, "name"), text(b, "name")))
                        .toList();
    }

    private static JsonObject onlyVersion(String name) {
        JsonObject version = new JsonObject();
        version.addProperty("name", name);
        return version;
    }

    private static List<PrinterColumn> columns(JsonObject of) {
        return objects(of, "additionalPrinterColumns").stream()
                .map(column -> new PrinterColumn(
                        text(column, "name"),
                        text(column, "type"),
                        column.get("priority") instanceof JsonPrimitive priority && priority.isNumber()
                                ? priority.getAsBigDecimal().intValue()
                                : 0,
                        Stream.of("jsonPath", "JSONPath")
                                .map(field -> text(column, field))
                                .filter(path -> !path.isEmpty())
                                .findFirst()
                                .orElse("")))
                .toList();
    }

    private static JsonObject child(JsonObject object, String field) {
        return object.get(field) instanceof JsonObject child ? child : new JsonObject();
    }

    private static String text(JsonObject object, String field) {
        return object.get(field) instanceof JsonPrimitive text && text.isString() ? text.getAsString() : "";
    }

    private static boolean flag(JsonObject object, String field) {
        return object.get(field) instanceof JsonPrimitive flag && flag.isBoolean() && flag.getAsBoolean();
    }

    private static List<JsonObject> objects(JsonObject object, String field) {
        List<JsonObject> objects = new ArrayList<>();
        if (object.get(field) instanceof JsonArray array) {
            for (JsonElement element : array) {
                if (element instanceof JsonObject child) {
                    objects.add(child);
                }
            }
        }
        return objects;
    }

    private static List<String> texts(JsonObject object, String field) {
        List<String> texts = new ArrayList<>();
        if (object.get(field) instanceof JsonArray array) {
            for (JsonElement element : array) {
                if (element instanceof JsonPrimitive text && text.isString()) {
                    texts.add(text.getAsString());
                }
            }
        }
        return texts;
    }
}
