package io.etcdbr.jsonpath;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Locale;

/** What a value is. Only values of the same kind are compared, as in Go. */
enum Kind {
    NULL,
    OBJECT,
    LIST,
    TEXT,
    WHOLE_NUMBER,
    FRACTION,
    TRUTH_VALUE;

    static Kind of(JsonElement value) {
        return switch (value) {
            case JsonObject _ -> OBJECT;
            case JsonArray _ -> LIST;
            case JsonPrimitive text when text.isString() -> TEXT;
            case JsonPrimitive flag when flag.isBoolean() -> TRUTH_VALUE;
            case JsonPrimitive number -> Numbers.isWhole(number) ? WHOLE_NUMBER : FRACTION;
            default -> NULL;
        };
    }

    /** Such as "an object". */
    String asFound() {
        String name = name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return this == NULL ? name : (this == OBJECT ? "an " : "a ") + name;
    }

    static boolean compare(JsonElement left, Operator operator, JsonElement right, int position)
            throws JsonPathException {
        Kind kind = of(left);
        if (kind != of(right)) {
            throw new JsonPathException(
                    kind.asFound() + " cannot be compared with " + of(right).asFound(), position);
        }
        int order = switch (kind) {
            case TEXT -> Names.ORDER.compare(left.getAsString(), right.getAsString());
            case WHOLE_NUMBER -> Long.compare(Long.parseLong(left.getAsString()), Long.parseLong(right.getAsString()));
            // Of which none is NaN, and the two zeros are the same.
            case FRACTION -> Double.compare(left.getAsDouble() + 0.0, right.getAsDouble() + 0.0);
            case TRUTH_VALUE -> {
                if (operator.isAboutOrder()) {
                    throw new JsonPathException("truth values have no order for " + operator, position);
                }
                yield Boolean.compare(left.getAsBoolean(), right.getAsBoolean());
            }
            case NULL, OBJECT, LIST ->
                throw new JsonPathException(kind.asFound() + " cannot be compared with anything", position);
        };
        return operator.holds(order);
    }
}
