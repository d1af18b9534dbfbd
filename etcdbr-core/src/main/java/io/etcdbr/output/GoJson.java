package io.etcdbr.output;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;

/** JSON as kubectl writes it: names sorted, four blanks a level, and escaped what a browser could take for markup. */
final class GoJson {
    private static final String STEP = "    ";

    private final Appendable out;

    GoJson(Appendable out) {
        this.out = out;
    }

    void newLine(int depth) throws IOException {
        out.append('\n').append(STEP.repeat(depth));
    }

    void write(JsonElement element, int depth) throws IOException {
        switch (element) {
            case JsonObject object when !object.isEmpty() -> object(object, depth);
            case JsonArray array when !array.isEmpty() -> array(array, depth);
            case JsonPrimitive text when text.isString() -> text(text.getAsString());
            default -> out.append(element.toString());
        }
    }

    private void object(JsonObject object, int depth) throws IOException {
        List<String> names = object.keySet().stream().sorted(GoJson::compare).toList();
        out.append('{');
        for (int i = 0; i < names.size(); i++) {
            out.append(i == 0 ? "" : ",");
            newLine(depth + 1);
            text(names.get(i));
            out.append(": ");
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

    /** By code points, as Go orders UTF-8. */
    private static int compare(String a, String b) {
        int at = 0;
        while (at < a.length() && at < b.length() && a.charAt(at) == b.charAt(at)) {
            at++;
        }
        if (at == a.length() || at == b.length()) {
            return Integer.compare(a.length(), b.length());
        }
        boolean surrogates = Character.isSurrogate(a.charAt(at)) != Character.isSurrogate(b.charAt(at));
        int order = Character.compare(a.charAt(at), b.charAt(at));
        return surrogates ? (Character.isSurrogate(a.charAt(at)) ? 1 : -1) : order;
    }
}
