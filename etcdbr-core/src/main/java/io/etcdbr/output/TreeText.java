package io.etcdbr.output;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A tree as programs read it; the same in both forms. */
public final class TreeText {
    private static final Gson JSON = new GsonBuilder()
            .setPrettyPrinting()
            .serializeNulls()
            .disableHtmlEscaping()
            .create();

    private TreeText() {}

    /** Over several lines, with the last one ended. */
    public static String json(JsonObject tree) {
        return JSON.toJson(tree) + "\n";
    }

    /** With the last line ended. */
    public static String yaml(JsonObject tree) {
        StringBuilder text = new StringBuilder();
        try {
            YamlText.write(tree, text);
        } catch (IOException e) {
            throw new UncheckedIOException("a StringBuilder does not throw", e);
        }
        return text.toString();
    }

    static void writeJson(JsonObject tree, Appendable out) throws IOException {
        JSON.toJson(tree, out);
        out.append('\n');
    }
}
