package io.etcdbr.output;

import io.etcdbr.jsonpath.FieldPath;
import io.etcdbr.jsonpath.JsonPathException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A column that somebody asks for with {@code -o custom-columns}.
 *
 * @param path empty if none is given, so that there is never anything in it
 */
public record AskedColumn(String title, Optional<FieldPath> path) {
    private static final String EXPECTED = "expected columns such as NAME:.metadata.name,KIND:.kind, found ";

    /**
     * Columns between commas.
     *
     * @throws IllegalArgumentException if they are none
     */
    public static List<AskedColumn> ofText(String text) {
        List<AskedColumn> columns = new ArrayList<>();
        int place = 0;
        for (String part : text.split(",", -1)) {
            int colon = part.indexOf(':');
            if (colon < 0) {
                throw new IllegalArgumentException(
                        text.isEmpty()
                                ? EXPECTED + "nothing"
                                : EXPECTED + "'" + part
                                        + "' without a colon; a path with a comma in it is possible in a file only");
            }
            columns.add(column(part.substring(0, colon), part.substring(colon + 1), place + colon + 1));
            place += part.length() + 1;
        }
        return columns;
    }

    /**
     * A line of titles and below it one of paths, blanks between them.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static List<AskedColumn> ofFile(String text) {
        List<List<String>> lines = text.lines()
                .limit(2)
                .map(line -> Arrays.stream(line.split("[\\s\u0085\u00a0]+"))
                        .filter(word -> !word.isEmpty())
                        .toList())
                .toList();
        if (lines.size() < 2) {
            throw new IllegalArgumentException(
                    "expected a file with a line of titles and a line of paths, found " + lines.size() + " lines");
        }
        if (lines.getFirst().size() != lines.getLast().size()) {
            throw new IllegalArgumentException("expected a path for each title, found "
                    + lines.getFirst().size() + " titles and " + lines.getLast().size() + " paths");
        }
        if (lines.getFirst().isEmpty()) {
            throw new IllegalArgumentException(
                    "expected a file with a line of titles and a line of paths, found blank ones");
        }
        List<AskedColumn> columns = new ArrayList<>();
        for (int i = 0; i < lines.getFirst().size(); i++) {
            columns.add(column(lines.getFirst().get(i), lines.getLast().get(i), 0));
        }
        return columns;
    }

    private static AskedColumn column(String title, String path, int offset) {
        try {
            return new AskedColumn(
                    title, path.isEmpty() ? Optional.empty() : Optional.of(FieldPath.parse(path, offset)));
        } catch (JsonPathException e) {
            throw new IllegalArgumentException("in the column " + title + " " + e.getMessage(), e);
        }
    }
}
