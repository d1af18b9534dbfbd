package io.etcdbr.output;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Writes a tree as YAML while it walks it. A YAML library builds a second, far larger tree first, and ten thousand backups then
 * need more memory than the job has. Texts that could be taken for something else are quoted as in JSON, which YAML reads.
 */
final class YamlText {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9._/-]*");
    private static final Set<String> WORDS = Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

    private final Appendable out;

    private YamlText(Appendable out) {
        this.out = out;
    }

    static void write(JsonObject tree, Appendable out) throws IOException {
        if (tree.isEmpty()) {
            out.append("{}\n");
            return;
        }
        new YamlText(out).fields(tree, 0, false);
    }

    /** @param begun whether the first line is begun already, behind the dash of a list */
    private void fields(JsonObject object, int depth, boolean begun) throws IOException {
        boolean first = begun;
        for (Map.Entry<String, JsonElement> field : object.entrySet()) {
            out.append(first ? "" : "  ".repeat(depth))
                    .append(text(field.getKey()))
                    .append(':');
            first = false;
            value(field.getValue(), depth);
        }
    }

    private void value(JsonElement value, int depth) throws IOException {
        switch (value) {
            case JsonObject object
            when !object.isEmpty() -> {
                out.append('\n');
                fields(object, depth + 1, false);
            }
            case JsonArray array
            when !array.isEmpty() -> {
                out.append('\n');
                items(array, depth + 1);
            }
            default -> out.append(' ').append(scalar(value)).append('\n');
        }
    }

    private void items(JsonArray array, int depth) throws IOException {
        for (JsonElement item : array) {
            out.append("  ".repeat(depth)).append('-');
            switch (item) {
                case JsonObject object
                when !object.isEmpty() -> {
                    out.append(' ');
                    fields(object, depth + 1, true);
                }
                default -> value(item, depth);
            }
        }
    }

    private static String scalar(JsonElement value) {
        return value instanceof JsonPrimitive primitive && primitive.isString()
                ? text(primitive.getAsString())
                : value.toString();
    }

    private static String text(String text) {
        boolean plain = PLAIN.matcher(text).matches() && !WORDS.contains(text.toLowerCase(Locale.ROOT));
        return plain ? text : quoted(text);
    }

    /** JSON's own form, with the characters escaped that YAML does not let stand. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (c >= ' ' && c < 0x7f || c >= 0xa0 && c < 0xd800 && c != 0x2028 && c != 0x2029) {
                quoted.append((char) c);
            } else {
                quoted.append(String.format("\\u%04x", c));
            }
        });
        return quoted.append('"').toString();
    }
}
