package io.etcdbr.output;

import com.google.gson.JsonObject;
import io.etcdbr.export.Export;
import io.etcdbr.resources.ObjectTree;
import io.etcdbr.resources.Resource;

/** What of an object is printed as YAML or JSON. */
final class ObjectShape {
    private final ObjectStyle style;
    private long owned;

    ObjectShape(ObjectStyle style) {
        this.style = style;
    }

    /** Changes {@code tree}. */
    JsonObject of(Resource resource, ObjectTree tree) {
        if (style.export()) {
            Export.strip(resource, tree.json());
            owned += Export.hasOwners(tree.json()) ? 1 : 0;
        } else if (!style.managedFields()) {
            tree.at("metadata").json().remove("managedFields");
        }
        return tree.json();
    }

    /** How many exported objects name owners, without which they would be deleted again. */
    long owned() {
        return owned;
    }
}
