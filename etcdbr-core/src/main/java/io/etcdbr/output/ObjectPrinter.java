package io.etcdbr.output;

import io.etcdbr.lookup.HistorySink;
import io.etcdbr.lookup.ObjectSink;
import java.io.OutputStream;
import java.util.List;

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
            case ObjectForm.Fixed.TABLE, ObjectForm.Fixed.WIDE -> new ObjectTables(style, out);
            case ObjectForm.Fixed.YAML -> new ObjectDocuments(style, shape, new YamlObjects(out));
            case ObjectForm.Fixed.JSON -> new ObjectDocuments(style, shape, new JsonObjects(out));
            case ObjectForm.Fixed.NAME -> new ObjectNames(out);
            case ObjectForm.Fixed.RAW -> new RawObject(bytes);
            case ObjectForm.JsonPath template -> new ObjectTemplate(template, style.nothingForNone(), out);
            case ObjectForm.Columns(List<AskedColumn> columns) -> new AskedColumns(columns, style, out);
        };
    }

    /** Objects as they became, change by change: as a table or as documents. */
    public HistorySink history(Appendable out) {
        return switch (style.form()) {
            case ObjectForm.Fixed.TABLE, ObjectForm.Fixed.WIDE -> new HistoryTable(style, out);
            case ObjectForm.Fixed.YAML -> new HistoryYaml(shape, out);
            case ObjectForm.Fixed.JSON -> new HistoryJson(shape, out);
            case ObjectForm.Fixed.NAME, ObjectForm.Fixed.RAW -> throw noHistory();
            case ObjectForm.JsonPath _, ObjectForm.Columns _ -> throw noHistory();
        };
    }

    private IllegalArgumentException noHistory() {
        return new IllegalArgumentException("a history has no form " + style.form());
    }

    /** How many of the printed objects, ready to be applied, name owners that must be there for them to stay. */
    public long owned() {
        return shape.owned();
    }
}
