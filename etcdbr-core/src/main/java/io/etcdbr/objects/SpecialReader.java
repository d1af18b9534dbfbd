package io.etcdbr.objects;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import io.etcdbr.format.JsonTree;
import io.etcdbr.objects.ValueType.Special;

/** Messages that JSON does not show as objects. */
final class SpecialReader {
    private static final String SCHEMA = "apiextensions.v1.JSONSchemaProps";

    private final ProtobufReader reader;
    private final UnknownCount unknown;
    private final Limits limits;

    SpecialReader(ProtobufReader reader, UnknownCount unknown, Limits limits) {
        this.reader = reader;
        this.unknown = unknown;
        this.limits = limits;
    }

    JsonElement read(Wire fields, Special type, Place place, int depth) throws ObjectException {
        limits.value(depth, place);
        return switch (type) {
            case TIME -> time(fields, false, place);
            case MICRO_TIME -> time(fields, true, place);
            case DURATION -> duration(fields, place);
            case QUANTITY -> quantity(fields, place);
            case INT_OR_STRING -> intOrString(fields, place);
            case RAW -> raw(fields, place, depth);
            case STRINGS -> strings(fields, place, depth);
            case SCHEMA_OR_ARRAY, SCHEMA_OR_BOOL, SCHEMA_OR_STRINGS -> schemaOr(fields, type, place, depth);
        };
    }

    /** Fields 1 seconds and 2 nanoseconds since 1970; an empty message is no time at all. */
    private JsonElement time(Wire fields, boolean micro, Place place) throws ObjectException {
        if (fields.atEnd()) {
            return JsonNull.INSTANCE;
        }
        long seconds = 0;
        int nanos = 0;
        for (int number = fields.next(); number != 0; number = fields.next()) {
            switch (number) {
                case 1 -> seconds = fields.varint();
                case 2 -> nanos = (int) fields.varint();
                default -> unknown.skip(place, number, fields);
            }
        }
        return GoTimes.time(seconds, nanos, micro, place);
    }

    private JsonElement duration(Wire fields, Place place) throws ObjectException {
        long nanos = 0;
        for (int number = fields.next(); number != 0; number = fields.next()) {
            if (number == 1) {
                nanos = fields.varint();
            } else {
                unknown.skip(place, number, fields);
            }
        }
        return GoTimes.duration(nanos);
    }

    /** Kubernetes stores the canonical text. */
    private JsonElement quantity(Wire fields, Place place) throws ObjectException {
        String text = "";
        for (int number = fields.next(); number != 0; number = fields.next()) {
            if (number == 1) {
                text = fields.text();
            } else {
                unknown.skip(place, number, fields);
            }
        }
        return new JsonPrimitive(text.isEmpty() ? "0" : text);
    }

    /** Fields 1 the type (0 a number, 1 a text), 2 the number, 3 the text. */
    private JsonElement intOrString(Wire fields, Place place) throws ObjectException {
        long type = 0;
        long number = 0;
        String text = "";
        for (int field = fields.next(); field != 0; field = fields.next()) {
            switch (field) {
                case 1 -> type = fields.varint();
                case 2 -> number = (int) fields.varint();
                case 3 -> text = fields.text();
                default -> unknown.skip(place, field, fields);
            }
        }
        return type == 0 ? new JsonPrimitive(number) : new JsonPrimitive(text);
    }

    private JsonElement raw(Wire fields, Place place, int depth) throws ObjectException {
        JsonElement json = JsonNull.INSTANCE;
        for (int number = fields.next(); number != 0; number = fields.next()) {
            if (number == 1) {
                json = json(fields.bytes(), place, depth);
            } else {
                unknown.skip(place, number, fields);
            }
        }
        return json;
    }

    private JsonElement json(byte[] bytes, Place place, int depth) throws ObjectException {
        if (bytes.length == 0) {
            return JsonNull.INSTANCE;
        }
        try {
            JsonElement json = JsonTree.parseValue(bytes, Limits.DEPTH - depth);
            limits.values(size(json), place);
            return json;
        } catch (JsonParseException e) {
            throw new ObjectException(place + ": the JSON within " + e.getMessage(), e);
        }
    }

    private static int size(JsonElement json) {
        return switch (json) {
            case JsonArray array ->
                array.asList().stream().mapToInt(SpecialReader::size).sum() + 1;
            case JsonObject object ->
                object.asMap().values().stream().mapToInt(SpecialReader::size).sum() + 1;
            default -> 1;
        };
    }

    private JsonElement strings(Wire fields, Place place, int depth) throws ObjectException {
        JsonArray strings = new JsonArray();
        for (int number = fields.next(); number != 0; number = fields.next()) {
            if (number == 1) {
                limits.value(depth, place);
                strings.add(fields.text());
            } else {
                unknown.skip(place, number, fields);
            }
        }
        return strings.isEmpty() ? JsonNull.INSTANCE : strings;
    }

    /** One schema, or several, or whether any is allowed, or texts. */
    private JsonElement schemaOr(Wire fields, Special type, Place place, int depth) throws ObjectException {
        JsonElement schema = JsonNull.INSTANCE;
        JsonArray list = new JsonArray();
        boolean allows = false;
        int schemaAt = type == Special.SCHEMA_OR_BOOL ? 2 : 1;
        for (int number = fields.next(); number != 0; number = fields.next()) {
            if (number == schemaAt) {
                schema = reader.message(fields.message(), SCHEMA, place, depth + 1);
            } else if (number == 1) {
                allows = fields.varint() != 0;
            } else if (number == 2) {
                limits.value(depth, place);
                list.add(
                        type == Special.SCHEMA_OR_ARRAY
                                ? reader.message(fields.message(), SCHEMA, place, depth + 1)
                                : new JsonPrimitive(fields.text()));
            } else {
                unknown.skip(place, number, fields);
            }
        }
        if (type == Special.SCHEMA_OR_BOOL) {
            return schema.isJsonNull() ? new JsonPrimitive(allows) : schema;
        }
        return list.isEmpty() ? schema : list;
    }
}
