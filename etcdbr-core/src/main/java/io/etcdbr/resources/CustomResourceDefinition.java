package io.etcdbr.resources;

import com.google.gson.JsonObject;
import io.etcdbr.resources.Resource.Scope;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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
        ObjectTree definition = new ObjectTree(object);
        ObjectTree spec = definition.at("spec");
        ObjectTree names = accepted(definition);
        String group = spec.text("group");
        String plural = names.text("plural");
        String kind = names.text("kind");
        List<ObjectTree> versions = versions(spec);
        if (group.isEmpty() || plural.isEmpty() || kind.isEmpty() || versions.isEmpty()) {
            return Optional.empty();
        }
        String singular = names.text("singular");
        Resource resource = new Resource(
                group,
                versions.stream().map(version -> version.text("name")).toList(),
                plural,
                singular.isEmpty() ? kind.toLowerCase(Locale.ROOT) : singular,
                kind,
                names.texts("shortNames"),
                names.texts("categories"),
                spec.text("scope").equals("Namespaced") ? Scope.NAMESPACED : Scope.CLUSTER,
                group + "/" + plural);
        List<PrinterColumn> columns = columns(versions.getFirst());
        return Optional.of(new CustomResourceDefinition(resource, columns.isEmpty() ? columns(spec) : columns));
    }

    /** The names that the API server took, which are not the wanted ones where another definition had them first. */
    private static ObjectTree accepted(ObjectTree definition) {
        ObjectTree accepted = definition.at("status", "acceptedNames");
        return accepted.text("plural").isEmpty() ? definition.at("spec", "names") : accepted;
    }

    /** Those served, the preferred one first; all if none is served. */
    private static List<ObjectTree> versions(ObjectTree spec) {
        List<ObjectTree> all = spec.objects("versions");
        if (all.isEmpty() && !spec.text("version").isEmpty()) {
            JsonObject only = new JsonObject();
            only.addProperty("name", spec.text("version"));
            all = List.of(new ObjectTree(only));
        }
        List<ObjectTree> served =
                all.stream().filter(version -> version.flag("served")).toList();
        return (served.isEmpty() ? all : served)
                .stream()
                        .filter(version -> !version.text("name").isEmpty())
                        .sorted(Comparator.comparing(version -> version.text("name"), VersionOrder.PREFERRED_FIRST))
                        .toList();
    }

    private static List<PrinterColumn> columns(ObjectTree of) {
        return of.objects("additionalPrinterColumns").stream()
                .map(column -> new PrinterColumn(
                        column.text("name"),
                        column.text("type"),
                        (int) Math.clamp(column.number("priority"), 0, Integer.MAX_VALUE),
                        column.text(column.has("jsonPath") ? "jsonPath" : "JSONPath")))
                .toList();
    }
}
