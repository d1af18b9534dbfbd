package io.etcdbr.output;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.List;

/** What a template finds, as {@code kubectl get -o jsonpath} prints it: texts as they are, objects and lists as JSON. */
final class JsonPathText {
    private final boolean asJson;
    private final Appendable out;
    private final GoJson json;
    private boolean started;

    /** @param asJson whether what one part finds is a list of JSON, as with {@code -o jsonpath-as-json} */
    JsonPathText(boolean asJson, Appendable out) {
        this.asJson = asJson;
        this.out = out;
        this.json = asJson ? new GoJson(out) : GoJson.compact(out);
    }

    /** A text of the template. */
    void print(String text) throws IOException {
        out.append(text);
    }

    /** More of one part of the template. */
    void printOn(List<JsonElement> values) throws IOException {
        for (JsonElement value : values) {
            out.append(started ? " " : "");
            started = true;
            print(value);
        }
    }

    void print(List<List<JsonElement>> results) throws IOException {
        for (List<JsonElement> part : results) {
            if (asJson) {
                JsonArray list = new JsonArray();
                part.forEach(list::add);
                json.write(list, 0);
                out.append('\n');
            } else {
                for (int i = 0; i < part.size(); i++) {
                    out.append(i == 0 ? "" : " ");
                    print(part.get(i));
                }
            }
        }
    }

    private void print(JsonElement value) throws IOException {
        switch (value) {
            case JsonObject object -> json.write(object, 0);
            case JsonArray array -> json.write(array, 0);
            default -> out.append(value.isJsonNull() ? "null" : GoText.of(value));
        }
    }
}
