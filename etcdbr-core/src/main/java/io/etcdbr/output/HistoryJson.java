package io.etcdbr.output;

import com.google.gson.JsonObject;
import io.etcdbr.lookup.HistorySink;
import io.etcdbr.lookup.PastChange;
import java.io.IOException;
import java.util.Locale;

/** One object with the list {@code changes}. */
final class HistoryJson implements HistorySink {
    private static final int DEPTH = 2;

    private final ObjectShape shape;
    private final Appendable out;
    private final GoJson json;
    private boolean begun;

    HistoryJson(ObjectShape shape, Appendable out) {
        this.shape = shape;
        this.out = out;
        this.json = new GoJson(out);
    }

    @Override
    public void change(PastChange change) throws IOException {
        JsonObject entry = new JsonObject();
        entry.addProperty("resource", change.resource().fullName());
        if (!change.namespace().isEmpty()) {
            entry.addProperty("namespace", change.namespace());
        }
        entry.addProperty("name", change.name());
        entry.addProperty("revision", change.revision());
        entry.addProperty("change", change.kind().name().toLowerCase(Locale.ROOT));
        change.time().ifPresent(time -> entry.addProperty("time", time.toString()));
        if (!change.manager().isEmpty()) {
            entry.addProperty("manager", change.manager());
        }
        change.tree().ifPresent(tree -> entry.add("object", shape.of(change.resource(), tree)));
        out.append(begun ? "," : "{\n    \"changes\": [");
        begun = true;
        json.newLine(DEPTH);
        json.write(entry, DEPTH);
    }

    @Override
    public void end() throws IOException {
        out.append(begun ? "\n    ]\n}\n" : "{\n    \"changes\": []\n}\n");
    }
}
