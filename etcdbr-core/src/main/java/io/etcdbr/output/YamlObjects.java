package io.etcdbr.output;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.etcdbr.yaml.YamlWriter;
import java.io.IOException;

/** Objects as {@code kubectl get -o yaml} writes them. */
final class YamlObjects implements ObjectDocuments.ListWriter {
    private final YamlWriter yaml;

    YamlObjects(Appendable out) {
        this.yaml = new YamlWriter(out);
    }

    @Override
    public void document(JsonObject tree) throws IOException {
        yaml.document(tree);
    }

    @Override
    public void begin() throws IOException {
        yaml.field("apiVersion", new JsonPrimitive("v1"));
    }

    @Override
    public void item(JsonObject tree, long number) throws IOException {
        if (number == 0) {
            yaml.list("items");
        }
        yaml.item(tree);
    }

    @Override
    public void end(long items) throws IOException {
        if (items == 0) {
            yaml.field("items", new JsonArray());
        }
        yaml.field("kind", new JsonPrimitive("List"));
        JsonObject metadata = new JsonObject();
        metadata.addProperty("resourceVersion", "");
        yaml.field("metadata", metadata);
    }
}
