package io.etcdbr.format;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.MalformedJsonException;
import java.io.CharArrayReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads JSON that may have been written by an enemy: strict syntax and UTF-8, each name once, and bounds on depth, number of
 * values and length of numbers, so that no document takes more memory or time than its size explains.
 */
public final class JsonTree {
    private static final int MAX_DEPTH = 32;
    private static final int MAX_VALUES = 1_000_000;
    private static final int MAX_NUMBER_LENGTH = 64;

    /** A number of fewer digits fits into a long. */
    private static final int LONG_DIGITS = 19;

    /** Gson makes no {@link BigDecimal} of a text with a larger scale. */
    private static final int GSONS_SCALE = 10_000;

    private static final TypeAdapter<JsonElement> AS_SPELLED = new Gson().getAdapter(JsonElement.class);

    private final JsonReader reader;
    private final int maxDepth;
    private int values;

    private JsonTree(JsonReader reader, int maxDepth) {
        this.reader = reader;
        this.maxDepth = maxDepth;
    }

    /** @throws JsonParseException with a sentence without subject and full stop, such as "is not UTF-8" */
    static JsonObject parse(byte[] bytes) {
        return parse(bytes, MAX_DEPTH);
    }

    /**
     * The same for a document of another depth.
     *
     * @param maxDepth small enough for the stack: some hundreds
     */
    public static JsonObject parse(byte[] bytes, int maxDepth) {
        if (parseValue(bytes, maxDepth) instanceof JsonObject object) {
            return object;
        }
        throw new JsonParseException("is JSON but not an object");
    }

    /** The same for any value of JSON. */
    public static JsonElement parseValue(byte[] bytes, int maxDepth) {
        CharBuffer text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException e) {
            throw new JsonParseException("is not UTF-8", e);
        }
        JsonReader reader = new JsonReader(new CharArrayReader(text.array(), text.arrayOffset(), text.length()));
        reader.setStrictness(Strictness.STRICT);
        reader.setNestingLimit(maxDepth + 1);
        try {
            JsonElement root = new JsonTree(reader, maxDepth).value(0);
            reader.peek(); // throws if anything follows
            return root;
        } catch (MalformedJsonException | IllegalStateException | NumberFormatException e) {
            throw new JsonParseException("is not JSON near " + reader.getPath(), e);
        } catch (IOException e) {
            throw new JsonParseException("ends in the middle of its JSON object", e);
        }
    }

    private JsonElement value(int depth) throws IOException {
        if (depth > maxDepth) {
            throw new JsonParseException("is nested deeper than " + maxDepth + " levels");
        }
        if (++values > MAX_VALUES) {
            throw new JsonParseException("has more than " + MAX_VALUES + " values");
        }
        return switch (reader.peek()) {
            case BEGIN_OBJECT -> object(depth);
            case BEGIN_ARRAY -> array(depth);
            case STRING -> new JsonPrimitive(reader.nextString());
            case NUMBER -> number();
            case BOOLEAN -> new JsonPrimitive(reader.nextBoolean());
            case NULL -> {
                reader.nextNull();
                yield JsonNull.INSTANCE;
            }
            case END_ARRAY, END_OBJECT, NAME, END_DOCUMENT -> throw new IllegalStateException("a value was expected");
        };
    }

    private JsonObject object(int depth) throws IOException {
        JsonObject object = new JsonObject();
        reader.beginObject();
        while (reader.hasNext()) {
            String name = reader.nextName();
            if (object.has(name)) {
                throw new JsonParseException("has the field '" + Fields.shortened(name) + "' twice in one object");
            }
            object.add(name, value(depth + 1));
        }
        reader.endObject();
        return object;
    }

    private JsonArray array(int depth) throws IOException {
        JsonArray array = new JsonArray();
        reader.beginArray();
        while (reader.hasNext()) {
            array.add(value(depth + 1));
        }
        reader.endArray();
        return array;
    }

    /** Kept as it is spelled: what was read is written back as it was. */
    private JsonElement number() throws IOException {
        JsonElement number = AS_SPELLED.read(reader);
        String digits = number.getAsString();
        if (digits.length() > MAX_NUMBER_LENGTH) {
            throw new JsonParseException("has a number of " + digits.length() + " digits");
        }
        BigDecimal value = new BigDecimal(digits);
        if (value.scale() == 0 && digits.length() < LONG_DIGITS && !digits.startsWith("-0")) {
            return new JsonPrimitive(value.longValueExact());
        }
        return Math.abs((long) value.scale()) < GSONS_SCALE ? number : new JsonPrimitive(value);
    }
}
