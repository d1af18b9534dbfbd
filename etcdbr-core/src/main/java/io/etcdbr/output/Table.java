package io.etcdbr.output;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** A table that leaves out its least important columns until it fits, and says which. Notes move below their rows instead. */
final class Table {
    private static final int GAP = 2;
    private static final String INDENT = "  ";

    private final List<Column> columns;
    private final List<List<Cell>> rows = new ArrayList<>();
    private int more;

    /**
     * @param importance the column of least importance is left out first; {@link #ESSENTIAL} ones never are
     * @param below whether it moves below the rows instead of being left out
     */
    record Column(String title, boolean alignedRight, int importance, boolean below) {
        static final int ESSENTIAL = Integer.MAX_VALUE;

        Column(String title, boolean alignedRight, int importance) {
            this(title, alignedRight, importance, false);
        }

        /** Remarks, of which a row may have none. */
        static Column notes(int importance) {
            return new Column("NOTES", false, importance, true);
        }
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

    /** Says below the rows that there are older ones. */
    void leftOut(int older) {
        more = older;
    }

    void print(Appendable out, int width, boolean colour) throws IOException {
        int[] widths = widths();
        List<Integer> wanted = sayingSomething();
        List<Integer> shown = fitting(wanted, widths, width);
        List<Integer> below = wanted.stream()
                .filter(i -> columns.get(i).below() && !shown.contains(i))
                .toList();
        if (!below.isEmpty()) {
            // Without them there may be room for others again.
            shown.clear();
            shown.addAll(fitting(wanted.stream().filter(i -> !below.contains(i)).toList(), widths, width));
        }
        List<Cell> titles =
                columns.stream().map(column -> Cell.of(column.title())).toList();
        printRow(titles, shown, widths, out, false);
        for (List<Cell> row : rows) {
            printRow(row, shown, widths, out, colour);
            for (int i : below) {
                printBelow(columns.get(i), row.get(i), width, out);
            }
        }
        if (more > 0) {
            out.append("and " + more + " older ones.\n");
        }
        List<String> lost = wanted.stream()
                .filter(i -> !shown.contains(i) && !below.contains(i))
                .map(i -> columns.get(i).title())
                .toList();
        if (!lost.isEmpty()) {
            out.append("No room for " + String.join(", ", lost) + "; see -o wide.\n");
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

    /** A column that says nothing in any row only takes room. */
    private List<Integer> sayingSomething() {
        return IntStream.range(0, columns.size())
                .boxed()
                .filter(i -> rows.isEmpty()
                        || rows.stream().anyMatch(row -> !row.get(i).text().isEmpty()))
                .toList();
    }

    private List<Integer> fitting(List<Integer> wanted, int[] widths, int width) {
        List<Integer> shown = new ArrayList<>(wanted);
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

    private static void printBelow(Column column, Cell cell, int width, Appendable out) throws IOException {
        if (cell.text().isEmpty()) {
            return;
        }
        String label = INDENT + column.title().toLowerCase(Locale.ROOT) + ":";
        StringBuilder line = new StringBuilder(label);
        for (String word : cell.text().split(" ")) {
            if (line.length() > label.length() && line.length() + 1 + word.length() > width) {
                out.append(line).append('\n');
                line = new StringBuilder(" ".repeat(label.length()));
            }
            line.append(' ').append(word);
        }
        out.append(line).append('\n');
    }
}
