package io.etcdbr.output;

import com.google.gson.JsonObject;
import io.etcdbr.lookup.FoundObject;
import io.etcdbr.lookup.ObjectSink;
import io.etcdbr.resources.ObjectTree;
import io.etcdbr.resources.PrinterColumn;
import io.etcdbr.resources.Resource;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Objects as YAML or JSON: one alone if it was asked for by its name, else a {@code List} that is written while it is walked. */
final class ObjectDocuments implements ObjectSink {
    private final ObjectShape shape;
    private final boolean nothingForNone;
    private final ListWriter list;
    private boolean single;
    private long written;

    /** How a list is spelled. */
    interface ListWriter {
        void document(JsonObject tree) throws IOException;

        void begin() throws IOException;

        /** @param number of this item, 0 for the first */
        void item(JsonObject tree, long number) throws IOException;

        void end(long items) throws IOException;
    }

    ObjectDocuments(ObjectStyle style, ObjectShape shape, ListWriter list) {
        this.shape = shape;
        this.nothingForNone = style.nothingForNone();
        this.list = list;
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
        if (tree.isPresent()) {
            JsonObject shaped = shape.of(object.resource(), tree.get());
            if (single) {
                list.document(shaped);
            } else {
                if (written == 0) {
                    list.begin();
                }
                list.item(shaped, written);
            }
            written++;
        }
    }

    @Override
    public void end() throws IOException {
        if (!single && (written > 0 || !nothingForNone)) {
            if (written == 0) {
                list.begin();
            }
            list.end(written);
        }
    }
}
