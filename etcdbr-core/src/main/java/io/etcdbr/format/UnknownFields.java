package io.etcdbr.format;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a manifest that this version does not know, each set under the path of the object that holds it ({@code ""},
 * {@code source}, {@code members[1]}). Elements of arrays are told by their place: who changes an array of such a manifest must
 * drop what belongs to its elements.
 */
public record UnknownFields(Map<String, JsonObject> byPath) {
    public static final UnknownFields NONE = new UnknownFields(Map.of());

    private static final Pattern STEP = Pattern.compile("([A-Za-z0-9]+)(?:\\[([0-9]+)])?");

    public UnknownFields {
        byPath = Map.copyOf(byPath);
    }

    /** Puts them back into {@code root}; those whose place is gone are dropped. */
    void addTo(JsonObject root) {
        byPath.forEach((path, fields) -> {
            if (objectAt(root, path) instanceof JsonObject object) {
                fields.deepCopy().asMap().forEach((name, value) -> {
                    if (!object.has(name)) {
                        object.add(name, value);
                    }
                });
            }
        });
    }

    private static @Nullable JsonElement objectAt(JsonObject root, String path) {
        JsonElement found = root;
        if (path.isEmpty()) {
            return found;
        }
        for (String part : path.split("\\.")) {
            Matcher step = STEP.matcher(part);
            if (!step.matches() || !(found instanceof JsonObject object)) {
                return null;
            }
            found = object.get(step.group(1));
            if (step.group(2) != null) {
                int index = Integer.parseInt(step.group(2));
                found = found instanceof JsonArray array && index < array.size() ? array.get(index) : null;
            }
        }
        return found;
    }
}
