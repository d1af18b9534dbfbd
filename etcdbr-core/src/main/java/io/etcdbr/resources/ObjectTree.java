package io.etcdbr.resources;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An object of Kubernetes, or a part of one, for those who look at some fields of it. What is missing or of another type than
 * asked for reads as empty: custom resources may hold anything anywhere. Paths are names of fields, one below the other.
 */
public record ObjectTree(JsonObject json) {

    /** The part at {@code path}; an empty one if there is none. */
    public ObjectTree at(String... path) {
        JsonObject part = json;
        for (String name : path) {
            part = part.get(name) instanceof JsonObject child ? child : new JsonObject();
        }
        return new ObjectTree(part);
    }

    public boolean has(String... path) {
        return find(path).isPresent();
    }

    /** What is at {@code path}, if it is there and not null. */
    public Optional<JsonElement> find(String... path) {
        JsonElement part = json;
        for (String name : path) {
            if (!(part instanceof JsonObject object) || !object.has(name)) {
                return Optional.empty();
            }
            part = object.get(name);
        }
        return part.isJsonNull() ? Optional.empty() : Optional.of(part);
    }

    /** A text; empty if there is none. */
    public String text(String... path) {
        return find(path)
                .filter(JsonPrimitive.class::isInstance)
                .map(JsonPrimitive.class::cast)
                .filter(JsonPrimitive::isString)
                .map(JsonPrimitive::getAsString)
                .orElse("");
    }

    /** A text, number or truth value as a text; empty if there is none. */
    public String word(String... path) {
        return find(path)
                .filter(JsonPrimitive.class::isInstance)
                .map(JsonElement::getAsString)
                .orElse("");
    }

    /** A whole number; 0 if there is none, or none that fits. */
    public long number(String... path) {
        return find(path)
                .filter(JsonPrimitive.class::isInstance)
                .map(JsonPrimitive.class::cast)
                .filter(JsonPrimitive::isNumber)
                .map(number -> number.getAsNumber().longValue())
                .orElse(0L);
    }

    public boolean flag(String... path) {
        return find(path)
                .filter(JsonPrimitive.class::isInstance)
                .map(JsonPrimitive.class::cast)
                .filter(JsonPrimitive::isBoolean)
                .map(JsonPrimitive::getAsBoolean)
                .orElse(false);
    }

    /** The elements of a list that are objects. */
    public List<ObjectTree> objects(String... path) {
        List<ObjectTree> objects = new ArrayList<>();
        for (JsonElement element : array(path)) {
            if (element instanceof JsonObject object) {
                objects.add(new ObjectTree(object));
            }
        }
        return objects;
    }

    /** The elements of a list that are texts. */
    public List<String> texts(String... path) {
        List<String> texts = new ArrayList<>();
        for (JsonElement element : array(path)) {
            if (element instanceof JsonPrimitive text && text.isString()) {
                texts.add(text.getAsString());
            }
        }
        return texts;
    }

    /** The fields at {@code path} that are texts, as labels and annotations are. */
    public Map<String, String> textsByName(String... path) {
        Map<String, String> texts = new LinkedHashMap<>();
        at(path).json.asMap().forEach((name, value) -> {
            if (value instanceof JsonPrimitive text && text.isString()) {
                texts.put(name, text.getAsString());
            }
        });
        return texts;
    }

    public Map<String, String> labels() {
        return textsByName("metadata", "labels");
    }

    /** How many elements or fields the list or object at {@code path} has. */
    public int size(String... path) {
        return find(path)
                .map(element -> switch (element) {
                    case JsonArray array -> array.size();
                    case JsonObject object -> object.size();
                    default -> 0;
                })
                .orElse(0);
    }

    private JsonArray array(String... path) {
        return find(path).orElse(null) instanceof JsonArray array ? array : new JsonArray();
    }
}
