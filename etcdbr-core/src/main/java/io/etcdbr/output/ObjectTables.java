package io.etcdbr.output;

import io.etcdbr.columns.Column;
import io.etcdbr.columns.Columns;
import io.etcdbr.columns.Row;
import io.etcdbr.lookup.FoundObject;
import io.etcdbr.lookup.ObjectSink;
import io.etcdbr.resources.PrinterColumn;
import io.etcdbr.resources.Resource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * One table a resource. An object that cannot be read has a row with nothing but its name, which stands in the first column where
 * the table has none for names.
 */
final class ObjectTables implements ObjectSink {
    private static final String UNKNOWN = "<unknown>";

    private final ObjectStyle style;
    private final Appendable out;
    private boolean kinds;
    private List<Column> columns = List.of();
    private OptionalInt nameColumn = OptionalInt.empty();
    private Optional<KubectlTable> table = Optional.empty();

    ObjectTables(ObjectStyle style, Appendable out) {
        this.style = style;
        this.out = out;
    }

    @Override
    public void begin(boolean several, boolean single) {
        kinds = several || style.kinds();
    }

    @Override
    public void resource(Resource resource, List<PrinterColumn> custom) throws IOException {
        if (table.isPresent()) {
            table.get().end();
            out.append(style.headers() ? "\n" : "");
        }
        columns = Columns.of(resource, custom).stream()
                .filter(column -> style.form() == ObjectForm.Fixed.WIDE || !column.wide())
                .toList();
        // A definition may ask for a further column of that title, which comes behind the one that every resource has.
        nameColumn = IntStream.range(0, columns.size())
                .filter(i -> columns.get(i).title().equals("NAME"))
                .findFirst();
        List<String> titles = new ArrayList<>();
        if (style.namespaces() && resource.namespaced()) {
            titles.add("NAMESPACE");
        }
        columns.forEach(column -> titles.add(column.title()));
        style.labelColumns()
                .forEach(label ->
                        titles.add(label.substring(label.lastIndexOf('/') + 1).toUpperCase(Locale.ROOT)));
        if (style.labels()) {
            titles.add(Columns.labels().title());
        }
        table = Optional.of(new KubectlTable(titles, style.headers(), out));
    }

    @Override
    public void object(FoundObject object) throws IOException {
        Optional<Row> row = object.tree().map(tree -> new Row(tree, style.now()));
        List<String> cells = new ArrayList<>();
        if (style.namespaces() && object.resource().namespaced()) {
            cells.add(object.namespace());
        }
        for (int i = 0; i < columns.size(); i++) {
            String cell = row.map(columns.get(i).text()).orElse(i == nameColumn.orElse(0) ? object.name() : UNKNOWN);
            cells.add(kinds && i == nameColumn.orElse(-1) ? object.resource().objectName(cell) : cell);
        }
        for (String label : style.labelColumns()) {
            cells.add(row.map(known -> known.object().labels().getOrDefault(label, ""))
                    .orElse(UNKNOWN));
        }
        if (style.labels()) {
            cells.add(row.map(Columns.labels().text()).orElse(UNKNOWN));
        }
        table.orElseThrow().add(cells);
    }

    @Override
    public void end() throws IOException {
        if (table.isPresent()) {
            table.get().end();
        }
    }
}
