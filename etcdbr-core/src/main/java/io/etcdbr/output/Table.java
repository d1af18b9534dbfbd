package io.etcdbr.output;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A table that leaves out its least important columns until it fits. */
final class Table {
    private static final int GAP = 2;

    private final List<Column> columns;
    private final List<List<Cell>> rows = new ArrayList<>();

    /**
     * @param importance the column of least importance is left out first; {@link #ESSENTIAL} ones never are
     */
    record Column(String title, boolean alignedRight, int importance) {
        static final int ESSENTIAL = Integer.MAX_VALUE;
    }

    Table(List<Column> columns) {
        this.columns = List.copyOf(columns);
    }

    void add(List<Cell> row) {
        if (row.size() != columns.size()) {
            throw new IllegalArgumentException(row.size() + " cells for " + columns.size() + " columns");
        }
        rows.add(List.copyOf(row));
    }

    void print(Appendable out, int width, boolean colour) throws IOException {
        int[] widths = widths();
        List<Integer> shown = fitting(widths, width);
        List<Cell> titles =
                columns.stream().map(column -> Cell.of(column.title())).toList();
        printRow(titles, shown, widths, out, false);
        for (List<Cell> row : rows) {
            printRow(row, shown, widths, out, colour);
        }
    }

    private int[] widths() {
        int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = columns.get(i).title().length();
            for (List<Cell> row : rows) {
                widths[i] = Math.max(widths[i], row.get(i).text().length());
            }
        }
        return widths;
    }

    private List<Integer> fitting(int[] widths, int width) {
        List<Integer> shown = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            // A column that says nothing in any row only takes room.
            int column = i;
            if (rows.isEmpty()
                    || rows.stream().anyMatch(row -> !row.get(column).text().isEmpty())) {
                shown.add(i);
            }
        }
        while (width > 0 && total(shown, widths) > width) {
            Optional<Integer> least = shown.stream()
                    .filter(i -> columns.get(i).importance() != Column.ESSENTIAL)
                    .min(Comparator.comparingInt(i -> columns.get(i).importance()));
            if (least.isEmpty()) {
                break;
            }
            shown.remove(least.get());
        }
        return shown;
    }

    private static int total(List<Integer> shown, int[] widths) {
        return shown.stream().mapToInt(i -> widths[i] + GAP).sum() - GAP;
    }

    private void printRow(List<Cell> row, List<Integer> shown, int[] widths, Appendable out, boolean colour)
            throws IOException {
        StringBuilder line = new StringBuilder();
        for (int position = 0; position < shown.size(); position++) {
            int i = shown.get(position);
            Cell cell = row.get(i);
            String padding = " ".repeat(widths[i] - cell.text().length());
            String text = colour ? cell.colour().paint(cell.text()) : cell.text();
            boolean last = position == shown.size() - 1;
            if (columns.get(i).alignedRight()) {
                line.append(padding).append(text);
            } else {
                line.append(text).append(last ? "" : padding);
            }
            line.append(last ? "" : " ".repeat(GAP));
        }
        out.append(line.toString().stripTrailing()).append('\n');
    }
}
