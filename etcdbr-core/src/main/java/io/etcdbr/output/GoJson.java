package io.etcdbr.output;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.etcdbr.jsonpath.Names;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;

/**
 * JSON as kubectl writes it: names sorted, four blanks a level or all in one line, and escaped what a browser could take for markup.
 */
final class GoJson {
    private static final String STEP = "    ";

    private final Appendable out;
    private final boolean compact;

    GoJson(Appendable out) {
        this(out, false);
    }

    private GoJson(Appendable out, boolean compact) {
        this.out = out;
        this.compact = compact;
    }

    /** In one line, without blanks. */
    static GoJson compact(Appendable out) {
        return new GoJson(out, true);
    }

    void newLine(int depth) throws IOException {
        if (!compact) {
            out.append('\n').append(STEP.repeat(depth));
        }
    }

    void write(JsonElement element, int depth) throws IOException {
        switch (element) {
            case JsonObject object when !object.isEmpty() -> object(object, depth);
            case JsonArray array when !array.isEmpty() -> array(array, depth);
            case JsonPrimitive text when text.isString() -> text(text.getAsString());
            case JsonPrimitive number when number.isNumber() -> out.append(GoText.json(number));
            default -> out.append(element.toString());
        }
    }

    private void object(JsonObject object, int depth) throws IOException {
        List<String> names = object.keySet().stream().sorted(Names.ORDER).toList();
        out.append('{');
        for (int i = 0; i < names.size(); i++) {
            out.append(i == 0 ? "" : ",");
            newLine(depth + 1);
            text(names.get(i));
            out.append(compact ? ":" : ": ");
            write(object.get(names.get(i)), depth + 1);
        }
        newLine(depth);
        out.append('}');
    }

    private void array(JsonArray array, int depth) throws IOException {
        out.append('[');
        for (Iterator<JsonElement> items = array.iterator(); items.hasNext(); ) {
            newLine(depth + 1);
            write(items.next(), depth + 1);
            out.append(items.hasNext() ? "," : "");
        }
        newLine(depth);
        out.append(']');
    }

    private void text(String text) throws IOException {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '<', '>', '&', '\u2028', '\u2029' -> out.append("\\u%04x".formatted((int) c));
                default -> out.append(c < ' ' ? "\\u%04x".formatted((int) c) : String.valueOf(c));
            }
        }
        out.append('"');
    }
}
