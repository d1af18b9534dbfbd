package io.etcdbr.output;

import io.etcdbr.lookup.HistorySink;
import io.etcdbr.lookup.PastChange;
import io.etcdbr.resources.ObjectTree;
import io.etcdbr.yaml.YamlWriter;
import java.io.IOException;
import java.util.Locale;

/** One document a change, below a comment that says what happened; of a deletion nothing but the comment. */
final class HistoryYaml implements HistorySink {
    private final ObjectShape shape;
    private final Appendable out;
    private boolean begun;

    HistoryYaml(ObjectShape shape, Appendable out) {
        this.shape = shape;
        this.out = out;
    }

    @Override
    public void change(PastChange change) throws IOException {
        YamlWriter yaml = new YamlWriter(out);
        if (begun) {
            yaml.separator();
        }
        begun = true;
        out.append("# " + HumanText.safe(change.resource().objectName(change.name())) + " "
                + change.kind().name().toLowerCase(Locale.ROOT) + " at revision " + change.revision()
                + change.time().map(time -> ", " + time).orElse("") + "\n");
        if (change.tree().isPresent()) {
            ObjectTree tree = change.tree().get();
            yaml.document(shape.of(change.resource(), tree));
        }
    }

    @Override
    public void end() {}
}
