package io.etcdbr.output;

import com.google.gson.JsonObject;
import java.io.IOException;

/** Objects as {@code kubectl get -o json} writes them. */
final class JsonObjects implements ObjectDocuments.ListWriter {
    private static final int ITEM_DEPTH = 2;

    private final Appendable out;
    private final GoJson json;

    JsonObjects(Appendable out) {
        this.out = out;
        this.json = new GoJson(out);
    }

    @Override
    public void document(JsonObject tree) throws IOException {
        json.write(tree, 0);
        out.append('\n');
    }

    @Override
    public void begin() throws IOException {
        out.append("{\n    \"apiVersion\": \"v1\",\n    \"items\": [");
    }

    @Override
    public void item(JsonObject tree, long number) throws IOException {
        out.append(number == 0 ? "" : ",");
        json.newLine(ITEM_DEPTH);
        json.write(tree, ITEM_DEPTH);
    }

    @Override
    public void end(long items) throws IOException {
        if (items > 0) {
            json.newLine(1);
        }
        out.append("],\n    \"kind\": \"List\",\n    \"metadata\": {\n        \"resourceVersion\": \"\"\n    }\n}\n");
    }
}
