package io.etcdbr.objects;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.etcdbr.objects.FieldType.Presence;
import io.etcdbr.objects.FieldType.Shape;
import io.etcdbr.objects.LiveApiServer.Served;
import io.etcdbr.objects.Synthetic.Fill;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds out which fields a running API server shows although they are zero, or not there at all. For every type it gets a value
 * in which all is zero, and several in which only messages are there, each to another depth.
 */
final class ServedFields {
    private static final String LIKE = "# Not served any more, so taken from messages of the same name that are.\n";

    private final LiveApiServer server;
    private final Schema schema;

    /** By message and field. */
    private final Map<String, Map<String, Set<Seen>>> seen = new TreeMap<>();

    private final List<String> refusals = new ArrayList<>();

    private enum Seen {
        ZERO_SHOWN,
        ZERO_HIDDEN,
        ABSENT_SHOWN,
        ABSENT_NULL,
        ABSENT_HIDDEN
    }

    ServedFields(LiveApiServer server, Schema schema) {
        this.server = server;
        this.schema = schema;
    }

    /** What the server refused to serve. */
    List<String> refusals() {
        return refusals;
    }

    void measure(Served served) throws IOException {
        TypeMeta type = served.type();
        String message = schema.messageOf(type).orElseThrow();
        look(served, message, Fill.ZEROS);
        int deepest = Synthetic.depth(schema, schema.message(message));
        for (int depth = 0; depth <= deepest; depth++) {
            look(served, message, Fill.cut(depth));
            look(served, message, Fill.halved(depth, 0));
            look(served, message, Fill.halved(depth, 1));
        }
    }

    private void look(Served served, String message, Fill fill) throws IOException {
        server.ask(served, Synthetic.value(schema, served.type(), fill))
                .ifPresentOrElse(
                        json -> look(message, json, fill, 0, new HashSet<>()),
                        () -> refusals.add(served.type() + " with " + fill));
    }

    private void look(String message, JsonObject json, Fill fill, int depth, Set<String> within) {
        if (!within.add(message)) {
            return;
        }
        for (FieldType field : schema.message(message).fields()) {
            Optional<JsonElement> value = Optional.ofNullable(json.get(field.name()));
            boolean has = fill.has(field, depth);
            if (field.type() instanceof ValueType.Message inner && has) {
                JsonElement held = field.shape() == Shape.INLINE
                        ? json
                        : value.map(ServedFields::first).orElse(null);
                if (held instanceof JsonObject object) {
                    look(inner.name(), object, fill, depth + 1, within);
                }
            } else if (field.shape() != Shape.INLINE && (!has || field.shape() == Shape.SINGLE)) {
                note(message, field.name(), value, !has);
            }
        }
        within.remove(message);
    }

    private void note(String message, String field, Optional<JsonElement> value, boolean absent) {
        if (value.isPresent() && !isZero(value.get())) {
            return; // The server set a default, so that this says nothing.
        }
        Seen what = value.isEmpty()
                ? (absent ? Seen.ABSENT_HIDDEN : Seen.ZERO_HIDDEN)
                : !absent ? Seen.ZERO_SHOWN : value.get().isJsonNull() ? Seen.ABSENT_NULL : Seen.ABSENT_SHOWN;
        seen.computeIfAbsent(message, _ -> new TreeMap<>())
                .computeIfAbsent(field, _ -> EnumSet.noneOf(Seen.class))
                .add(what);
    }

    /** The presences found; empty for a field of which nothing could be seen. */
    Optional<Presence> presence(String message, String field) {
        Set<Seen> of = seen.getOrDefault(message, Map.of()).getOrDefault(field, Set.of());
        if (!of.contains(Seen.ABSENT_HIDDEN)) {
            if (of.contains(Seen.ABSENT_NULL)) {
                return Optional.of(Presence.NULL);
            }
            if (of.contains(Seen.ABSENT_SHOWN)) {
                return Optional.of(Presence.ALWAYS);
            }
        }
        if (of.contains(Seen.ZERO_SHOWN)) {
            return Optional.of(Presence.SENT);
        }
        return of.contains(Seen.ZERO_HIDDEN) ? Optional.of(Presence.NONZERO) : Optional.empty();
    }

    /** Fields that were shown in one place and hidden in another. */
    List<String> contradictions() {
        List<String> found = new ArrayList<>();
        seen.forEach((message, fields) -> fields.forEach((field, of) -> {
            if (of.containsAll(Set.of(Seen.ABSENT_SHOWN, Seen.ABSENT_HIDDEN))
                    || of.containsAll(Set.of(Seen.ABSENT_SHOWN, Seen.ABSENT_NULL))
                    || of.containsAll(Set.of(Seen.ZERO_SHOWN, Seen.ZERO_HIDDEN))) {
                found.add(message + "." + field + " " + of);
            }
        }));
        return found;
    }

    /** The presences that are not the usual ones, in the form of the resource. */
    String text() {
        StringBuilder text = new StringBuilder();
        seen.keySet().forEach(message -> text.append(message).append('\n').append(lines(message, message)));
        text.append(LIKE);
        schema.messages().stream()
                .filter(message -> !seen.containsKey(message))
                .sorted()
                .forEach(message -> {
                    String simple = message.substring(message.lastIndexOf('.'));
                    seen.keySet().stream()
                            .filter(other -> other.endsWith(simple))
                            .min(Comparator.comparing(
                                            (String other) -> !other.startsWith(message.split("\\.")[0] + "."))
                                    .thenComparing(other -> other))
                            .ifPresent(like -> text.append(message).append('\n').append(lines(message, like)));
                });
        return text.toString();
    }

    private String lines(String message, String like) {
        StringBuilder text = new StringBuilder();
        for (Presence presence : Presence.values()) {
            List<String> fields = schema.message(message).fields().stream()
                    .filter(field ->
                            field.shape() != Shape.INLINE && !usual(field).equals(presence))
                    .map(FieldType::name)
                    .filter(field -> presence(like, field).equals(Optional.of(presence)))
                    .sorted()
                    .toList();
            if (!fields.isEmpty() || presence == Presence.ALWAYS) {
                text.append(' ').append(presence.name().toLowerCase(Locale.ROOT));
                fields.forEach(field -> text.append(' ').append(field));
                text.append('\n');
            }
        }
        return text.toString();
    }

    private static Presence usual(FieldType field) {
        return field.type() instanceof ValueType.Message || field.shape() != Shape.SINGLE
                ? Presence.SENT
                : Presence.NONZERO;
    }

    /** What stands in the lists and maps of synthetic values. */
    private static JsonElement first(JsonElement value) {
        return switch (value) {
            case JsonArray array when !array.isEmpty() -> array.get(0);
            case JsonObject object when object.has(Synthetic.KEY) -> object.get(Synthetic.KEY);
            default -> value;
        };
    }

    private static boolean isZero(JsonElement value) {
        return switch (value) {
            case JsonPrimitive text
            when text.isString() -> Set.of("", "0", "0s").contains(text.getAsString());
            case JsonPrimitive flag when flag.isBoolean() -> !flag.getAsBoolean();
            case JsonPrimitive number -> number.getAsDouble() == 0;
            case JsonArray array -> array.asList().stream().allMatch(ServedFields::isZero);
            case JsonObject object -> object.asMap().values().stream().allMatch(ServedFields::isZero);
            default -> true;
        };
    }
}
