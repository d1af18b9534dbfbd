package io.etcdbr.export;

import com.google.gson.JsonObject;
import io.etcdbr.resources.ObjectTree;
import java.util.Arrays;
import java.util.List;

/** Takes fields out of parts of an object. */
final class Part {
    private Part() {}

    /** Removes fields of the part at {@code path}, and the part as well if nothing of it is left then. */
    static void removeAll(ObjectTree tree, List<String> fields, String... path) {
        JsonObject part = tree.at(path).json();
        boolean removed = false;
        for (String field : fields) {
            removed |= part.remove(field) != null;
        }
        if (removed && part.isEmpty()) {
            String[] parent = Arrays.copyOf(path, path.length - 1);
            tree.at(parent).json().remove(path[path.length - 1]);
        }
    }
}
