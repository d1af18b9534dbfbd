package io.etcdbr.columns;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import io.etcdbr.jsonpath.JsonPathException;
import io.etcdbr.jsonpath.Template;
import io.etcdbr.resources.PrinterColumn;
import io.etcdbr.yaml.NumberText;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The columns that a CustomResourceDefinition asks for. A value that is not of the column's type shows as nothing. */
final class CustomColumns {
    private static final String INVALID = "<invalid>";

    /** Of which the first is shown. */
    private static final int MOST_VALUES = 10_000;

    private CustomColumns() {}

    static List<Column> of(List<PrinterColumn> wanted) {
        List<Column> columns = new ArrayList<>(List.of(Column.name()));
        for (PrinterColumn column : wanted) {
            Optional<Template> path = template(column.jsonPath());
            columns.add(new Column(
                    column.name().toUpperCase(Locale.ROOT),
                    column.priority() > 0,
                    row -> text(path.flatMap(template -> first(template, row)), column.type(), row)));
        }
        return columns;
    }

    /** Empty if it is none: what a server does not understand shows as nothing. */
    private static Optional<Template> template(String path) {
        try {
            return Optional.of(Template.parse("{" + path + "}"));
        } catch (JsonPathException e) {
            return Optional.empty();
        }
    }

    private static Optional<JsonElement> first(Template template, Row row) {
        try {
            return template.first(row.object().json(), MOST_VALUES).stream().findFirst();
        } catch (JsonPathException e) {
            return Optional.empty();
        }
    }

    private static String text(Optional<JsonElement> found, String type, Row row) {
        if (found.isEmpty() || found.get().isJsonNull()) {
            return "";
        }
        JsonElement value = found.get();
        return switch (type) {
            case "integer" ->
                isNumber(value) ? Long.toString(value.getAsNumber().longValue()) : "";
            case "number" -> isNumber(value) ? NumberText.of(value.getAsString()) : "";
            case "boolean" -> value instanceof JsonPrimitive flag && flag.isBoolean() ? flag.getAsString() : "";
            case "date" -> date(value, row);
            case "string" -> value instanceof JsonPrimitive text ? text.getAsString() : value.toString();
            default -> "";
        };
    }

    private static boolean isNumber(JsonElement value) {
        return value instanceof JsonPrimitive number && number.isNumber();
    }

    private static String date(JsonElement value, Row row) {
        try {
            Instant time = Instant.parse(value instanceof JsonPrimitive text ? text.getAsString() : "");
            return row.since(time);
        } catch (DateTimeParseException e) {
            return INVALID;
        }
    }
}
