package io.etcdbr.objects;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;
import java.util.Base64;

/** What a field holds. */
sealed interface ValueType {

    /** A message whose fields are an object's. */
    record Message(String name) implements ValueType {}

    /** Values of protobuf's own. */
    enum Scalar implements ValueType {
        STRING,
        BOOL,
        INT32,
        INT64,
        DOUBLE,
        BYTES;

        JsonElement read(Wire fields) throws ObjectException {
            return switch (this) {
                case STRING -> new JsonPrimitive(fields.text());
                case BYTES -> new JsonPrimitive(Base64.getEncoder().encodeToString(fields.bytes()));
                case DOUBLE -> real(fields.fixed64());
                case BOOL, INT32, INT64 -> whole(fields.varint());
            };
        }

        /** One of a packed list, which has no tags. */
        JsonElement packed(Wire list) throws ObjectException {
            return this == DOUBLE ? real(list.untaggedFixed64()) : whole(list.untaggedVarint());
        }

        boolean isNumber() {
            return this != STRING && this != BYTES;
        }

        JsonElement zero() {
            return switch (this) {
                case STRING -> new JsonPrimitive("");
                case BOOL -> new JsonPrimitive(false);
                case INT32, INT64, DOUBLE -> new JsonPrimitive(0);
                case BYTES -> JsonNull.INSTANCE;
            };
        }

        private JsonPrimitive whole(long value) {
            return switch (this) {
                case BOOL -> new JsonPrimitive(value != 0);
                case INT32 -> new JsonPrimitive((long) (int) value);
                default -> new JsonPrimitive(value);
            };
        }

        private static JsonPrimitive real(long bits) throws ObjectException {
            double value = Double.longBitsToDouble(bits);
            if (!Double.isFinite(value)) {
                throw new ObjectException("the number " + value + ", which JSON has not");
            }
            return GoNumbers.of(value);
        }
    }

    /** Messages that are something else than an object in JSON. */
    enum Special implements ValueType {
        TIME,
        MICRO_TIME,
        DURATION,
        QUANTITY,
        INT_OR_STRING,
        /** JSON in bytes: {@code RawExtension}, {@code FieldsV1}, {@code JSON}. */
        RAW,
        /** A list of texts that is a message of its own, because maps and optional fields cannot hold lists. */
        STRINGS,
        SCHEMA_OR_ARRAY,
        SCHEMA_OR_BOOL,
        SCHEMA_OR_STRINGS
    }
}
