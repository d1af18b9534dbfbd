package io.etcdbr.command;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/** One flat JSON object on one line. */
public final class JsonText {
    private JsonText() {}

    /** The same as a tree. */
    static JsonObject tree(Map<String, ?> fields) {
        JsonObject tree = new JsonObject();
        fields.forEach((name, value) -> tree.add(
                name,
                value instanceof Number number ? new JsonPrimitive(number) : new JsonPrimitive(String.valueOf(value))));
        return tree;
    }

    /** Numbers stay numbers; everything else is written as its text. */
    public static String of(Map<String, ?> fields) {
        StringWriter text = new StringWriter();
        try (JsonWriter json = new JsonWriter(text)) {
            json.setHtmlSafe(false);
            json.beginObject();
            for (Map.Entry<String, ?> field : fields.entrySet()) {
                json.name(field.getKey());
                if (field.getValue() instanceof Number number) {
                    json.value(number);
                } else {
                    json.value(String.valueOf(field.getValue()));
                }
            }
            json.endObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a string cannot be written to", e);
        }
        return text.toString();
    }
}
