package io.etcdbr.output;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.etcdbr.jsonpath.ItemTemplate;
import io.etcdbr.jsonpath.JsonPathException;
import io.etcdbr.jsonpath.Template;
import io.etcdbr.lookup.FoundObject;
import io.etcdbr.lookup.ObjectSink;
import io.etcdbr.resources.ObjectTree;
import io.etcdbr.resources.PrinterColumn;
import io.etcdbr.resources.Resource;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What a template finds in one object, if one was asked for by its name, else in the {@code List} of all. A template that goes over the
 * items is printed while they come; for any other all of them are held. What cannot be read is not among them.
 */
final class ObjectTemplate implements ObjectSink {
    private final Template template;
    private final Optional<ItemTemplate> ofItems;
    private final boolean nothingForNone;
    private final JsonPathText text;
    private final JsonArray held = new JsonArray();
    private boolean single;
    private boolean begun;

    ObjectTemplate(ObjectForm.JsonPath form, boolean nothingForNone, Appendable out) {
        this.template = form.template();
        this.ofItems = form.asJson() ? Optional.empty() : template.ofItems();
        this.nothingForNone = nothingForNone;
        this.text = new JsonPathText(form.asJson(), out);
    }

    @Override
    public void begin(boolean severalKinds, boolean isSingle) {
        single = isSingle;
    }

    @Override
    public void resource(Resource resource, List<PrinterColumn> columns) {}

    @Override
    public void object(FoundObject object) throws IOException {
        Optional<ObjectTree> tree = object.tree();
        if (tree.isEmpty()) {
            return;
        }
        JsonObject json = tree.get().json();
        try {
            if (single) {
                text.print(template.results(json));
            } else if (ofItems.isPresent()) {
                item(ofItems.get(), json);
            } else {
                held.add(json);
            }
        } catch (JsonPathException e) {
            throw Misfit.of("the template", object.toString(), e);
        }
    }

    private void item(ItemTemplate items, JsonElement json) throws IOException, JsonPathException {
        begin(items);
        List<List<JsonElement>> results = items.results(json);
        if (items.joined()) {
            for (List<JsonElement> part : results) {
                text.printOn(part);
            }
        } else {
            text.print(results);
        }
    }

    private void begin(ItemTemplate items) throws IOException {
        if (!begun) {
            begun = true;
            text.print(items.before());
        }
    }

    @Override
    public void end() throws IOException {
        if (single || nothingForNone && !begun && held.isEmpty()) {
            return;
        }
        if (ofItems.isPresent()) {
            begin(ofItems.get());
            text.print(ofItems.get().after());
            return;
        }
        try {
            text.print(template.results(list()));
        } catch (JsonPathException e) {
            throw Misfit.of("the template", "the List of the objects", e);
        }
    }

    private JsonObject list() {
        JsonObject metadata = new JsonObject();
        metadata.addProperty("resourceVersion", "");
        JsonObject list = new JsonObject();
        list.addProperty("apiVersion", "v1");
        list.add("items", held);
        list.addProperty("kind", "List");
        list.add("metadata", metadata);
        return list;
    }
}
