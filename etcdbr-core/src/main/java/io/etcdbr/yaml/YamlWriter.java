package io.etcdbr.yaml;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Writes trees as block YAML in kubectl's layout: keys in {@link KeyOrder}, lists not indented below their key, long texts
 * folded, texts of several lines as literal blocks. What is written while it is walked is held nowhere.
 */
public final class YamlWriter {
    private static final int STEP = 2;
    /** Longer keys, in bytes, take the form {@code ? key}. */
    private static final int LONGEST_SIMPLE_KEY = 128;

    private static final Pattern BREAK = Pattern.compile("[\\n\\r\u0085\u2028\u2029]");

    private final Margin out;

    public YamlWriter(Appendable out) {
        this.out = new Margin(out);
    }

    /** A whole document, without a line {@code ---}. */
    public void document(JsonObject tree) throws IOException {
        if (tree.isEmpty()) {
            out.text("{}");
            out.endLine();
            return;
        }
        mapping(tree, 0);
    }

    /** One field of a document that is written piece by piece. */
    public void field(String key, JsonElement value) throws IOException {
        entry(key, value, 0);
    }

    /** The key of a list of such a document, whose {@link #item}s follow: at least one. */
    public void list(String key) throws IOException {
        Scalar.key(key).write(out, STEP);
        out.text(":");
        out.endLine();
    }

    public void item(JsonElement item) throws IOException {
        item(item, 0);
    }

    /** The line that stands between documents. */
    public void separator() throws IOException {
        out.text("---");
        out.endLine();
    }

    private void mapping(JsonObject object, int indent) throws IOException {
        List<String> keys = object.keySet().stream().sorted(KeyOrder.NATURAL).toList();
        for (String key : keys) {
            entry(key, object.get(key), indent);
        }
    }

    private void entry(String key, JsonElement value, int indent) throws IOException {
        out.indentTo(indent);
        if (key.getBytes(StandardCharsets.UTF_8).length > LONGEST_SIMPLE_KEY
                || BREAK.matcher(key).find()) {
            out.text("? ");
            Scalar.text(key).write(out, indent + STEP);
            out.endLine();
            out.indentTo(indent);
            out.text(":");
            behindSign(value, indent);
            return;
        }
        Scalar.key(key).write(out, indent + STEP);
        out.text(":");
        switch (value) {
            case JsonObject object
            when !object.isEmpty() -> {
                out.endLine();
                mapping(object, indent + STEP);
            }
            case JsonArray array
            when !array.isEmpty() -> {
                out.endLine();
                items(array, indent);
            }
            default -> scalar(value, indent);
        }
    }

    private void items(JsonArray array, int indent) throws IOException {
        for (JsonElement item : array) {
            item(item, indent);
        }
    }

    private void item(JsonElement item, int indent) throws IOException {
        out.indentTo(indent);
        out.text("-");
        behindSign(item, indent);
    }

    /** What begins on the line of its dash or colon. */
    private void behindSign(JsonElement value, int indent) throws IOException {
        switch (value) {
            case JsonObject object when !object.isEmpty() -> mapping(object, indent + STEP);
            case JsonArray array when !array.isEmpty() -> items(array, indent + STEP);
            default -> scalar(value, indent);
        }
    }

    private void scalar(JsonElement value, int indent) throws IOException {
        out.text(" ");
        if (value instanceof JsonPrimitive primitive && primitive.isString()) {
            Scalar.text(primitive.getAsString()).write(out, indent + STEP);
        } else if (value instanceof JsonPrimitive primitive && primitive.isNumber()) {
            out.text(NumberText.of(primitive.getAsString()));
        } else {
            out.text(value.toString());
        }
        out.endLine();
    }
}
