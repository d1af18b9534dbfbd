package io.etcdbr.objects;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.etcdbr.objects.FieldType.Presence;
import io.etcdbr.objects.FieldType.Shape;
import io.etcdbr.objects.ValueType.Scalar;
import io.etcdbr.objects.ValueType.Special;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decodes one object. A field that stands several times has its last value, in lists all, as in Go. */
final class ProtobufReader {
    private final Schema schema;
    private final UnknownCount unknown;
    private final Limits limits = new Limits();
    private final SpecialReader special;

    ProtobufReader(Schema schema, UnknownCount unknown) {
        this.schema = schema;
        this.unknown = unknown;
        special = new SpecialReader(this, unknown, limits);
    }

    /** @throws UnknownTypeException if the schema does not have the type */
    JsonObject read(Envelope envelope) throws ObjectException {
        MessageType type = schema.kind(envelope.type()).orElseThrow(() -> new UnknownTypeException(envelope.type()));
        JsonObject tree = message(envelope.object(), type, new JsonObject(), Place.ROOT, 0);
        addType(tree, envelope.type());
        return tree;
    }

    private static void addType(JsonObject object, TypeMeta type) {
        object.addProperty("apiVersion", type.apiVersion());
        object.addProperty("kind", type.kind());
    }

    /** The message of that name as an object. */
    JsonObject message(Wire fields, String name, Place place, int depth) throws ObjectException {
        return message(fields, schema.message(name), new JsonObject(), place, depth);
    }

    /** Adds the fields of a message to an object. */
    private JsonObject message(Wire fields, MessageType type, JsonObject object, Place place, int depth)
            throws ObjectException {
        limits.value(depth, place);
        for (int number = fields.next(); number != 0; number = fields.next()) {
            Optional<FieldType> field = type.field(number);
            if (field.isPresent()) {
                field(fields, field.get(), object, place, depth);
            } else {
                unknown.skip(place, number, fields);
            }
        }
        for (FieldType field : type.always()) {
            complete(field, object, place, depth);
        }
        return object;
    }

    private void field(Wire fields, FieldType field, JsonObject object, Place place, int depth) throws ObjectException {
        String name = field.name();
        switch (field.shape()) {
            case SINGLE -> {
                JsonElement value = value(fields, field.type(), object.get(name), place.field(name), depth + 1);
                if (field.presence() == Presence.NONZERO && isZero(value)) {
                    object.remove(name);
                } else {
                    object.add(name, value);
                }
            }
            case LIST -> {
                JsonArray list = object.get(name) instanceof JsonArray begun ? begun : new JsonArray();
                object.add(name, list);
                items(fields, field.type(), list, place.item(name, list.size()), depth + 1);
            }
            case MAP -> {
                JsonObject map = object.get(name) instanceof JsonObject begun ? begun : new JsonObject();
                object.add(name, map);
                entry(fields.message(), field.type(), map, place.field(name), depth + 1);
            }
            case INLINE -> message(fields.message(), inline(field), object, place, depth + 1);
        }
    }

    /** One item, or many where numbers stand packed. */
    private void items(Wire fields, ValueType type, JsonArray list, Place place, int depth) throws ObjectException {
        if (fields.wireType() != Wire.BYTES || !(type instanceof Scalar scalar) || !scalar.isNumber()) {
            list.add(value(fields, type, null, place, depth));
            return;
        }
        Wire packed = fields.message();
        while (!packed.atEnd()) {
            limits.value(depth, place);
            list.add(scalar.packed(packed));
        }
    }

    private void entry(Wire entry, ValueType type, JsonObject map, Place place, int depth) throws ObjectException {
        String key = "";
        JsonElement value = null;
        for (int number = entry.next(); number != 0; number = entry.next()) {
            switch (number) {
                case 1 -> key = entry.text();
                case 2 -> value = value(entry, type, value, place, depth);
                default -> unknown.skip(place, number, entry);
            }
        }
        if (value == null) {
            value = type == Scalar.BYTES ? new JsonPrimitive("") : zero(type, place, depth);
        }
        map.add(key, value);
    }

    /** @param before what the same field held already, of which a message keeps the fields that it does not have again */
    private JsonElement value(Wire fields, ValueType type, @Nullable JsonElement before, Place place, int depth)
            throws ObjectException {
        return switch (type) {
            case Scalar scalar -> {
                limits.value(depth, place);
                yield scalar.read(fields);
            }
            case Special kind -> special.read(fields.message(), kind, place, depth);
            case ValueType.Message message -> {
                JsonObject object = before instanceof JsonObject begun ? begun : new JsonObject();
                MessageType inner = schema.message(message.name());
                // Objects within objects say what they are, although the wire does not.
                inner.kind().ifPresent(kind -> addType(object, kind));
                yield message(fields.message(), inner, object, place, depth);
            }
        };
    }

    /** Adds a field that is always there, if the wire lacked it. */
    private void complete(FieldType field, JsonObject object, Place place, int depth) throws ObjectException {
        if (field.shape() == Shape.INLINE) {
            message(Wire.empty(), inline(field), object, place, depth + 1);
        } else if (!object.has(field.name())) {
            object.add(
                    field.name(),
                    field.presence() == Presence.NULL
                            ? JsonNull.INSTANCE
                            : zero(field.type(), place.field(field.name()), depth + 1));
        }
    }

    private JsonElement zero(ValueType type, Place place, int depth) throws ObjectException {
        return switch (type) {
            case Scalar scalar -> scalar.zero();
            case Special kind -> special.read(Wire.empty(), kind, place, depth);
            case ValueType.Message message ->
                message(Wire.empty(), schema.message(message.name()), new JsonObject(), place, depth);
        };
    }

    private MessageType inline(FieldType field) {
        if (field.type() instanceof ValueType.Message message) {
            return schema.message(message.name());
        }
        throw new AssertionError(field);
    }

    private static boolean isZero(JsonElement value) {
        return switch (value) {
            case JsonPrimitive text when text.isString() -> text.getAsString().isEmpty();
            case JsonPrimitive flag when flag.isBoolean() -> !flag.getAsBoolean();
            case JsonPrimitive number -> number.getAsDouble() == 0;
            default -> value.isJsonNull();
        };
    }
}
