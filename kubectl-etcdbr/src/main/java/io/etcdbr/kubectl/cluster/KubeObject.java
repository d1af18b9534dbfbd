package io.etcdbr.kubectl.cluster;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.StreamSupport;

/** An object of the API, or a part of one, as the tree that the API gave: what is not known here is not lost. */
public record KubeObject(JsonObject tree) {

    public String name() {
        return text("metadata", "name").orElse("");
    }

    public String namespace() {
        return text("metadata", "namespace").orElse("");
    }

    public String uid() {
        return text("metadata", "uid").orElse("");
    }

    public Optional<Instant> created() {
        return time("metadata", "creationTimestamp");
    }

    public Optional<String> text(String... path) {
        return primitive(path).map(JsonPrimitive::getAsString);
    }

    public boolean isOn(String... path) {
        return primitive(path)
                .filter(value -> value.isBoolean() && value.getAsBoolean())
                .isPresent();
    }

    public OptionalLong number(String... path) {
        return primitive(path)
                .filter(JsonPrimitive::isNumber)
                .map(value -> OptionalLong.of(value.getAsLong()))
                .orElseGet(OptionalLong::empty);
    }

    public Optional<Instant> time(String... path) {
        return text(path).flatMap(text -> {
            try {
                return Optional.of(Instant.parse(text));
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        });
    }

    /** A part that is an object; empty if there is none. */
    public KubeObject part(String... path) {
        return at(path).filter(JsonElement::isJsonObject)
                .map(found -> new KubeObject(found.getAsJsonObject()))
                .orElseGet(() -> new KubeObject(new JsonObject()));
    }

    /** A part that is a list of objects. */
    public List<KubeObject> parts(String... path) {
        return at(path).filter(JsonElement::isJsonArray)
                .map(JsonElement::getAsJsonArray)
                .map(KubeObject::objects)
                .orElse(List.of());
    }

    private static List<KubeObject> objects(JsonArray array) {
        return StreamSupport.stream(array.spliterator(), false)
                .filter(JsonElement::isJsonObject)
                .map(found -> new KubeObject(found.getAsJsonObject()))
                .toList();
    }

    private Optional<JsonPrimitive> primitive(String... path) {
        return at(path).filter(JsonElement::isJsonPrimitive).map(JsonElement::getAsJsonPrimitive);
    }

    private Optional<JsonElement> at(String... path) {
        JsonElement element = tree;
        for (String step : path) {
            if (!element.isJsonObject() || !element.getAsJsonObject().has(step)) {
                return Optional.empty();
            }
            element = element.getAsJsonObject().get(step);
        }
        return Optional.of(element);
    }
}
