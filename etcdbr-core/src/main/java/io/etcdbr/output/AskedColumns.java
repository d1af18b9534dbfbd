package io.etcdbr.output;

import com.google.gson.JsonElement;
import io.etcdbr.jsonpath.JsonPathException;
import io.etcdbr.lookup.FoundObject;
import io.etcdbr.lookup.ObjectSink;
import io.etcdbr.resources.ObjectTree;
import io.etcdbr.resources.PrinterColumn;
import io.etcdbr.resources.Resource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One table of all objects, with columns that are asked for. Of an object that cannot be read name and namespace are known, and the other
 * cells are {@code <unknown>}.
 */
final class AskedColumns implements ObjectSink {
    private static final String NONE = "<none>";
    private static final String UNKNOWN = "<unknown>";

    /** What would end a row, or begin another column. */
    private static final Map<String, String> ESCAPES =
            Map.of("\u001b", "^[", "\r", "\\r", "\n", "\\n", "\t", "\\t", "\f", "\\f");

    private final List<AskedColumn> columns;
    private final boolean nothingForNone;
    private final KubectlTable table;
    private boolean single;
    private long rows;

    AskedColumns(List<AskedColumn> columns, ObjectStyle style, Appendable out) {
        this.columns = columns;
        this.nothingForNone = style.nothingForNone();
        this.table = new KubectlTable(
                columns.stream()
                        .map(AskedColumn::title)
                        .map(AskedColumns::escaped)
                        .toList(),
                style.headers(),
                out);
    }

    @Override
    public void begin(boolean severalKinds, boolean isSingle) {
        single = isSingle;
    }

    @Override
    public void resource(Resource resource, List<PrinterColumn> printerColumns) {}

    @Override
    public void object(FoundObject object) throws IOException {
        Optional<ObjectTree> tree = object.tree();
        List<String> cells = new ArrayList<>();
        for (AskedColumn column : columns) {
            cells.add(tree.isPresent() ? cell(column, object, tree.get()) : unread(column, object));
        }
        table.add(cells);
        rows++;
    }

    private static String cell(AskedColumn column, FoundObject object, ObjectTree tree) {
        try {
            List<JsonElement> found =
                    column.path().isPresent() ? column.path().get().results(tree.json()) : List.of();
            return found.isEmpty()
                    ? NONE
                    : found.stream().map(GoText::of).map(AskedColumns::escaped).collect(Collectors.joining(","));
        } catch (JsonPathException e) {
            throw Misfit.of("the column " + column.title(), object.toString(), e);
        }
    }

    private static String unread(AskedColumn column, FoundObject object) {
        return switch (column.path().map(Object::toString).orElse("")) {
            case ".metadata.name" -> object.name();
            case ".metadata.namespace" -> object.namespace();
            default -> UNKNOWN;
        };
    }

    private static String escaped(String text) {
        String escaped = text;
        for (Map.Entry<String, String> escape : ESCAPES.entrySet()) {
            escaped = escaped.replace(escape.getKey(), escape.getValue());
        }
        return escaped;
    }

    @Override
    public void end() throws IOException {
        if (rows > 0 || !single && !nothingForNone) {
            table.end();
        }
    }
}
