package io.etcdbr.objects;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.etcdbr.objects.FieldType.Shape;
import io.etcdbr.objects.LiveApiServer.Served;
import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.custom.Quantity;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Learns what is on the wire of types that the official client has only in JSON. The API server reads JSON from etcd as well as
 * protobuf, and serves both: so it gets an object as JSON in which every field has another value, and where such a value turns up
 * in the protobuf of the same object, there is the field. Flags, of which all have one of two values, are set one at a time.
 */
final class LearnedTypes {
    private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";
    private static final Pattern MARK = Pattern.compile("m[0-9]{5}x");
    private static final Pattern MODEL = Pattern.compile("^(?:[A-Z][a-z]+)?(V[0-9]+(?:(?:alpha|beta)[0-9]+)?)(.*)$");
    private static final Instant FIRST_TIME = Instant.parse("2001-01-01T00:00:00.123456Z");

    private static final List<String> VERSIONS = List.of("v1", "v1beta1");

    private final LiveApiServer server;
    private final Schema schema;
    private final SchemaText official;

    /** Lines of fields, by message and number. */
    private final Map<String, Map<Integer, String>> learned = new TreeMap<>();

    private final Map<String, String> kinds = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();
    private String group = "";
    private int mark;
    private String onlyFlag = "";

    LearnedTypes(LiveApiServer server, Schema schema, SchemaText official) {
        this.server = server;
        this.schema = schema;
        this.official = official;
    }

    /** What was learned beyond the schema, in its form. */
    String text() {
        StringBuilder text = new StringBuilder();
        learned.forEach((message, fields) -> {
            text.append(message).append(kinds.getOrDefault(message, "")).append('\n');
            fields.forEach((number, line) ->
                    text.append(' ').append(number).append(' ').append(line).append('\n'));
        });
        return text.toString();
    }

    /** What was not understood, or is not as the schema says. */
    List<String> problems() {
        return problems;
    }

    void learn(Served served) throws IOException {
        TypeMeta type = served.type();
        group = type.group().isEmpty() ? "core" : type.group().replaceFirst("\\..*", "");
        Optional<Model> model = Model.of(group + "." + type.version() + "." + type.kind());
        if (model.isEmpty()) {
            problems.add(type + ": no model");
            return;
        }
        String message = schema.messageOf(type).orElseGet(() -> name(model.get()));
        if (schema.messageOf(type).isEmpty()) {
            kinds.put(message, " is " + type.apiVersion());
            note(Map.of(message, Map.of(1, "metadata meta.v1.ObjectMeta")));
        }
        List<String> flags = new ArrayList<>();
        onlyFlag = "";
        JsonObject object = filled(model.get(), "", flags);
        Answer answer = ask(served, object);
        note(message, model.get(), object, answer);
        for (String flag : flags) {
            onlyFlag = flag;
            JsonObject flagged = filled(model.get(), "", new ArrayList<>());
            Answer again = ask(served, flagged);
            note(message, model.get(), flagged, again);
        }
    }

    private record Answer(JsonObject json, Wire wire) {}

    private Answer ask(Served served, JsonObject object) throws IOException {
        object.addProperty("apiVersion", served.type().apiVersion());
        object.addProperty("kind", served.type().kind());
        byte[] value = object.toString().getBytes(StandardCharsets.UTF_8);
        byte[] wire = server.ask(served, value, PROTOBUF).orElseThrow(() -> new IOException("refused: " + object));
        JsonObject json = server.ask(served, value).orElseThrow();
        return new Answer(json, Envelope.of(wire, new UnknownCount()).object());
    }

    /** An object of the model with a value in every field but the flags, of which only one is there. */
    private JsonObject filled(Model model, String path, List<String> flags) {
        JsonObject object = new JsonObject();
        model.fields().forEach((name, type) -> {
            if (!Set.of("apiVersion", "kind", "metadata", "managedFields").contains(name) || !path.isEmpty()) {
                value(type, model.inside(name), path + "." + name, isKnown(model, name) ? new ArrayList<>() : flags)
                        .ifPresent(value -> object.add(name, value));
            }
        });
        return object;
    }

    /** A flag that is known is not set: nothing is to be learned. */
    private boolean isKnown(Model model, String field) {
        return model.fields().get(field) == Boolean.class
                && official.message(model).stream()
                        .flatMap(name -> schema.message(name).fields().stream())
                        .anyMatch(known -> known.name().equals(field));
    }

    private Optional<JsonElement> value(Type type, Optional<Model> inside, String path, List<String> flags) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            Optional<JsonElement> item = value(arguments[arguments.length - 1], inside, path, flags);
            boolean list = generic.getRawType() == List.class;
            return item.map(value -> {
                JsonArray array = new JsonArray();
                array.add(value);
                JsonObject map = new JsonObject();
                map.add(mark(), value);
                return list ? array : map;
            });
        }
        if (type == Boolean.class) {
            flags.add(path);
            return path.equals(onlyFlag) ? Optional.of(new JsonPrimitive(true)) : Optional.empty();
        }
        return Optional.of(
                inside.<JsonElement>map(model -> filled(model, path, flags)).orElseGet(() -> single(type)));
    }

    private JsonElement single(Type type) {
        if (type == String.class) {
            return new JsonPrimitive(mark());
        }
        if (type == byte[].class) {
            return new JsonPrimitive(Base64.getEncoder().encodeToString(mark().getBytes(StandardCharsets.US_ASCII)));
        }
        if (type == OffsetDateTime.class) {
            return new JsonPrimitive(FIRST_TIME.plus(++mark, ChronoUnit.HOURS).toString());
        }
        if (type == Quantity.class) {
            return new JsonPrimitive(Integer.toString(++mark));
        }
        if (type == Object.class) {
            JsonObject any = new JsonObject();
            any.addProperty("any", mark());
            return any;
        }
        return new JsonPrimitive(++mark);
    }

    private String mark() {
        return "m%05dx".formatted(++mark);
    }

    private void note(String message, Model model, JsonObject sent, Answer answer) throws ObjectException {
        Map<String, Map<Integer, String>> lines = new TreeMap<>();
        if (!fields(message, model, sent, answer.json(), answer.wire(), lines)) {
            problems.add(
                    message + ": not all of it was found again" + (onlyFlag.isEmpty() ? "" : ", with " + onlyFlag));
        }
        note(lines);
    }

    /**
     * Finds the fields of the model in the message.
     *
     * @param lines gets what each field may be, by message and number
     * @return whether all of the message was found
     */
    private boolean fields(
            String message,
            Model model,
            JsonObject sent,
            JsonObject served,
            Wire wire,
            Map<String, Map<Integer, String>> lines)
            throws ObjectException {
        boolean all = true;
        for (int number = wire.next(); number != 0; number = wire.next()) {
            Found found = new Found(number, wire);
            boolean addedByServer = number == 1 && model.fields().containsKey("metadata") && !sent.has("metadata");
            if (found.isNothing() || addedByServer) {
                empty(message, model, served, found)
                        .ifPresent(line -> lines.computeIfAbsent(message, _ -> new TreeMap<>())
                                .put(found.number(), line));
                continue;
            }
            Optional<FieldType> known = has(message) ? schema.message(message).field(number) : Optional.empty();
            if (known.isPresent()) {
                known(known.get(), model, sent, served, found, lines);
            } else {
                Optional<String> line = unknown(message, model, sent, served, found, lines);
                line.ifPresent(text ->
                        lines.computeIfAbsent(message, _ -> new TreeMap<>()).put(found.number(), text));
                all &= line.isPresent();
            }
        }
        return all;
    }

    /** A message without fields is in no model. Where the message has only one that may be it, it is. */
    private Optional<String> empty(String message, Model model, JsonObject served, Found found) {
        List<String> candidates = model.fields().keySet().stream()
                .filter(name -> model.fields().get(name) == Object.class)
                .filter(name -> new JsonObject().equals(served.get(name)))
                .toList();
        if (!found.isEmptyMessage() || candidates.size() != 1) {
            return Optional.empty();
        }
        String property = candidates.getFirst();
        String name = message + property.substring(0, 1).toUpperCase(Locale.ROOT) + property.substring(1);
        learned.putIfAbsent(name, new TreeMap<>());
        return Optional.of(property + " " + name);
    }

    /** Nothing is to be learned of it, but perhaps of what is in it. */
    private void known(
            FieldType field,
            Model model,
            JsonObject sent,
            JsonObject served,
            Found found,
            Map<String, Map<Integer, String>> lines) {
        if (field.shape() == Shape.INLINE && field.type() instanceof ValueType.Message inner) {
            understood(inner.name(), model, sent, served, found, lines);
        } else if (sent.has(field.name())) {
            line(model, field.name(), sent, served, found, lines);
        }
    }

    /** A field of the model; or a message that stands for some of its fields, where it does so in another version too. */
    private Optional<String> unknown(
            String message,
            Model model,
            JsonObject sent,
            JsonObject served,
            Found found,
            Map<String, Map<Integer, String>> lines) {
        for (String version : VERSIONS) {
            String other = message.replaceFirst("\\.v[0-9a-z]+\\.", "." + version + ".");
            if (has(other)
                    && schema.message(other).field(found.number()).orElse(null) instanceof FieldType field
                    && field.shape() == Shape.INLINE
                    && field.type() instanceof ValueType.Message inner) {
                String name = inner.name().replace("." + version + ".", "." + message.split("\\.")[1] + ".");
                return understood(name, model, sent, served, found, lines)
                        ? Optional.of("inline " + name)
                        : Optional.empty();
            }
        }
        return anyLine(model, sent, served, found, lines);
    }

    private Optional<String> anyLine(
            Model model, JsonObject sent, JsonObject served, Found found, Map<String, Map<Integer, String>> lines) {
        return sent.keySet().stream()
                .filter(model.fields()::containsKey)
                .flatMap(property -> line(model, property, sent, served, found, lines).stream())
                .findFirst();
    }

    /** Takes what was found for a message, and keeps what is learned of it only if it all fits. */
    private boolean understood(
            String message,
            Model model,
            JsonObject sent,
            JsonObject served,
            Found found,
            Map<String, Map<Integer, String>> lines) {
        Map<String, Map<Integer, String>> more = new TreeMap<>();
        try {
            if (!fields(message, model, sent, served, found.message(), more)) {
                return false;
            }
        } catch (ObjectException e) {
            return false;
        }
        more.forEach((name, fields) ->
                lines.computeIfAbsent(name, _ -> new TreeMap<>()).putAll(fields));
        return true;
    }

    private record Found(int number, boolean isVarint, long varint, byte[] bytes) {
        Found(int number, Wire wire) throws ObjectException {
            boolean isVarint = wire.wireType() == Wire.VARINT;
            this(number, isVarint, isVarint ? wire.varint() : 0, isVarint ? new byte[0] : wire.bytes());
        }

        boolean isEmptyMessage() {
            return !isVarint && bytes.length == 0;
        }

        boolean isNothing() {
            return varint == 0 && bytes.length == 0;
        }

        String text() {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }

        Wire message() {
            return new Wire(bytes, 0, bytes.length);
        }

        /** What a message has in a field; nothing if it has no such field, or this is no message. */
        Found inner(int field) {
            try {
                Wire wire = message();
                for (int next = wire.next(); next != 0; next = wire.next()) {
                    Found found = new Found(next, wire);
                    if (next == field) {
                        return found;
                    }
                }
            } catch (ObjectException e) {
                // No message.
            }
            return new Found(field, true, 0, new byte[0]);
        }
    }

    /** The line of the schema for the property, if it is what was found. */
    private Optional<String> line(
            Model model,
            String property,
            JsonObject all,
            JsonObject allServed,
            Found found,
            Map<String, Map<Integer, String>> lines) {
        JsonElement sent = all.get(property);
        JsonElement served = allServed.get(property);
        Type type = Objects.requireNonNull(model.fields().get(property));
        String shape = "";
        JsonElement value = sent;
        JsonElement shown = served;
        Found here = found;
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            type = arguments[arguments.length - 1];
            if (sent instanceof JsonArray array) {
                shape = "list ";
                value = array.get(0);
                shown = served instanceof JsonArray list && !list.isEmpty() ? list.get(0) : array.get(0);
            } else {
                shape = "map ";
                String key = sent.getAsJsonObject().keySet().iterator().next();
                if (!found.inner(1).text().equals(key)) {
                    return Optional.empty();
                }
                value = sent.getAsJsonObject().get(key);
                shown = served instanceof JsonObject map && map.has(key) ? map.get(key) : value;
                here = found.inner(2);
            }
        }
        if (shown == null) {
            return Optional.empty();
        }
        Optional<Model> inside = model.inside(property);
        Optional<String> name = inside.isPresent()
                ? message(inside.get(), value, shown, here, lines)
                : single(type, value, shown, here);
        return name.map((property + " " + shape)::concat);
    }

    private Optional<String> message(
            Model model, JsonElement sent, JsonElement served, Found found, Map<String, Map<Integer, String>> lines) {
        Matcher marks = MARK.matcher(served.toString());
        boolean mine = marks.find()
                ? marks.reset().results().anyMatch(mark -> found.text().contains(mark.group()))
                : found.varint() == 0 && !MARK.matcher(found.text()).find();
        String name = official.message(model).orElseGet(() -> name(model));
        return mine
                        && served instanceof JsonObject object
                        && understood(name, model, sent.getAsJsonObject(), object, found, lines)
                ? Optional.of(name)
                : Optional.empty();
    }

    private static Optional<String> single(Type type, JsonElement sent, JsonElement served, Found found) {
        String text = sent.isJsonPrimitive() ? sent.getAsString() : sent.toString();
        String name = null;
        if (type == String.class && found.text().equals(text)) {
            name = "string";
        } else if (type == Boolean.class && found.varint() == 1) {
            name = "bool";
        } else if (type == byte[].class
                && Arrays.equals(found.bytes(), Base64.getDecoder().decode(text))) {
            name = "bytes";
        } else if (type == OffsetDateTime.class
                && found.inner(1).varint() == Instant.parse(text).getEpochSecond()) {
            name = served.getAsString().contains(".") ? "micro-time" : "time";
        } else if (type == Quantity.class && found.inner(1).text().equals(text)) {
            name = "quantity";
        } else if (type == IntOrString.class && found.inner(2).varint() == sent.getAsLong()) {
            name = "int-or-string";
        } else if (type == Object.class && found.inner(1).text().equals(text)) {
            name = "raw";
        } else if ((type == Integer.class || type == Long.class) && found.varint() == sent.getAsLong()) {
            name = type == Integer.class ? "int32" : "int64";
        }
        return Optional.ofNullable(name);
    }

    private boolean has(String message) {
        return schema.messages().contains(message);
    }

    private void note(Map<String, Map<Integer, String>> lines) {
        lines.forEach((message, fields) -> fields.forEach((number, line) -> {
            if (!has(message) || schema.message(message).field(number).isEmpty()) {
                learned.computeIfAbsent(message, _ -> new TreeMap<>()).putIfAbsent(number, line);
            }
        }));
    }

    /** Such as {@code resource.v1beta2.Device}. */
    private String name(Model model) {
        Matcher parts = MODEL.matcher(model.type().getSimpleName());
        if (!parts.matches()) {
            throw new AssertionError(model.type());
        }
        return group + "." + parts.group(1).toLowerCase(Locale.ROOT) + "." + parts.group(2);
    }
}
