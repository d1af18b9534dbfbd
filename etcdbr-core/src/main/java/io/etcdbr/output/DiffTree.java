package io.etcdbr.output;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.etcdbr.difference.Change;
import io.etcdbr.difference.ChangeCounts;
import io.etcdbr.difference.Differences;
import io.etcdbr.difference.ObjectDifference;
import io.etcdbr.difference.StatePair;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What differs as a tree. The field names are an API, as those of {@link Trees}. */
final class DiffTree {
    private DiffTree() {}

    static JsonObject of(StatePair states, Differences differences) {
        JsonObject json = states(states, DiffText.warnings(states, differences));
        json.addProperty("different", differences.any());
        counts(json, differences.total())
                .addProperty("same", differences.total().same());
        json.add(
                "resources",
                InspectTree.array(List.copyOf(differences.resources().entrySet()), entry -> {
                    JsonObject resource = named("resource", entry);
                    resource.addProperty("same", entry.getValue().same());
                    return resource;
                }));
        json.add(
                "namespaces",
                InspectTree.array(
                        List.copyOf(differences.namespaces().entrySet()), entry -> named("namespace", entry)));
        json.add("folded", InspectTree.array(List.copyOf(differences.folded().entrySet()), entry -> {
            JsonObject folded = new JsonObject();
            folded.addProperty(
                    "reason", entry.getKey().name().toLowerCase(Locale.ROOT).replace('_', '-'));
            return counts(folded, entry.getValue());
        }));
        json.add("differences", InspectTree.array(differences.changes(), DiffTree::change));
        json.addProperty("notListed", differences.notListed());
        return json;
    }

    static JsonObject of(StatePair states, List<ObjectDifference> objects) {
        JsonObject json = states(states, states.warnings());
        json.addProperty(
                "different", objects.stream().anyMatch(object -> object.change().isPresent()));
        json.add("objects", InspectTree.array(objects, DiffTree::object));
        return json;
    }

    private static JsonObject states(StatePair states, List<String> warnings) {
        JsonObject json = new JsonObject();
        json.add("first", InspectTree.origin(states.first()));
        json.add("second", InspectTree.origin(states.second()));
        json.add("warnings", InspectTree.array(warnings, JsonPrimitive::new));
        return json;
    }

    private static JsonObject change(Change change) {
        JsonObject json = new JsonObject();
        json.addProperty("change", DiffText.word(change.kind()));
        InspectTree.named(change.object()).entrySet().forEach(entry -> json.add(entry.getKey(), entry.getValue()));
        json.addProperty("key", change.key());
        json.add("firstRevision", optional(change.firstRevision()));
        json.add("firstBytes", optional(change.firstBytes()));
        json.add("secondRevision", optional(change.secondRevision()));
        json.add("secondBytes", optional(change.secondBytes()));
        json.addProperty("encrypted", change.sealed());
        return json;
    }

    private static JsonObject object(ObjectDifference object) {
        JsonObject json = new JsonObject();
        json.add(
                "change",
                object.change()
                        .map(DiffText::word)
                        .<JsonElement>map(JsonPrimitive::new)
                        .orElse(JsonNull.INSTANCE));
        InspectTree.named(object.object()).entrySet().forEach(entry -> json.add(entry.getKey(), entry.getValue()));
        json.addProperty("key", object.key());
        json.add("first", tree(object.first()));
        json.add("second", tree(object.second()));
        json.add("diff", InspectTree.array(object.lines(), JsonPrimitive::new));
        json.add(
                "problem", object.problem().<JsonElement>map(JsonPrimitive::new).orElse(JsonNull.INSTANCE));
        return json;
    }

    private static JsonElement tree(Optional<JsonObject> tree) {
        return tree.<JsonElement>map(found -> found).orElse(JsonNull.INSTANCE);
    }

    private static JsonObject named(String field, Map.Entry<String, ChangeCounts> entry) {
        JsonObject json = new JsonObject();
        json.addProperty(field, entry.getKey());
        return counts(json, entry.getValue());
    }

    private static JsonObject counts(JsonObject json, ChangeCounts counts) {
        json.addProperty("added", counts.added());
        json.addProperty("removed", counts.removed());
        json.addProperty("changed", counts.changed());
        return json;
    }

    private static JsonElement optional(OptionalLong number) {
        return number.isPresent() ? new JsonPrimitive(number.getAsLong()) : JsonNull.INSTANCE;
    }
}
