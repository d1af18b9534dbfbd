package io.etcdbr.output;

import io.etcdbr.lookup.HistorySink;
import io.etcdbr.lookup.ObjectSink;
import java.io.OutputStream;

/** Prints objects of Kubernetes in one style while they are found. */
public final class ObjectPrinter {
    private final ObjectStyle style;
    private final ObjectShape shape;

    public ObjectPrinter(ObjectStyle style) {
        this.style = style;
        this.shape = new ObjectShape(style);
    }

    /**
     * Objects as they are.
     *
     * @param bytes the same as {@code out}, for what is no text
     */
    public ObjectSink objects(Appendable out, OutputStream bytes) {
        return switch (style.form()) {
            case TABLE, WIDE -> new ObjectTables(style, out);
            case YAML -> new ObjectDocuments(shape, new YamlObjects(out));
            case JSON -> new ObjectDocuments(shape, new JsonObjects(out));
            case NAME -> new ObjectNames(out);
            case RAW -> new RawObject(bytes);
        };
    }

    /** Objects as they became, change by change; neither as names nor raw. */
    public HistorySink history(Appendable out) {
        return switch (style.form()) {
            case TABLE, WIDE -> new HistoryTable(style, out);
            case YAML -> new HistoryYaml(shape, out);
            case JSON -> new HistoryJson(shape, out);
            case NAME, RAW -> throw new IllegalArgumentException("a history has no form " + style.form());
        };
    }

    /** How many of the printed objects, ready to be applied, name owners that must be there for them to stay. */
    public long owned() {
        return shape.owned();
    }
}
