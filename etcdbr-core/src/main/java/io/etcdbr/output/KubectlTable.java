package io.etcdbr.output;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A table as kubectl prints it: every column as wide as its longest cell, three blanks between them, nothing left out. Rows are
 * held, each as one string, until the widths are known, but not more than {@link #HELD}, or {@link #CHARACTERS} in them: what follows
 * is printed as it comes, and a longer cell widens its column from there on.
 */
final class KubectlTable {
    static final int HELD = 20_000;

    /** A quarter of the smallest heap, where two bytes are needed for each. */
    static final int CHARACTERS = 8 << 20;

    private static final String GAP = "   ";
    /** With the gap a column takes 6 characters at least. */
    private static final int LEAST_WIDTH = 3;

    private static final String BETWEEN = "\0";
    private static final Pattern REST = Pattern.compile("[\\n\\r\\f].*", Pattern.DOTALL);

    private final List<String> titles;
    private final int[] widths;
    private final Appendable out;
    private final List<String> rows = new ArrayList<>();
    private long characters;
    private boolean flowing;

    KubectlTable(List<String> titles, boolean headers, Appendable out) {
        this.out = out;
        this.titles = headers ? titles : List.of();
        this.widths = new int[titles.size()];
        Arrays.fill(widths, LEAST_WIDTH);
        if (headers) {
            widen(titles);
        }
    }

    void add(List<String> cells) throws IOException {
        List<String> safe = cells.stream().map(KubectlTable::oneLine).toList();
        widen(safe);
        if (flowing) {
            print(safe);
        } else {
            String row = String.join(BETWEEN, safe);
            rows.add(row);
            characters += row.length();
            flowing = rows.size() == HELD || characters >= CHARACTERS;
            if (flowing) {
                printHeld();
            }
        }
    }

    /** To be called after the last row. */
    void end() throws IOException {
        if (!flowing) {
            printHeld();
        }
    }

    private void printHeld() throws IOException {
        if (!titles.isEmpty()) {
            print(titles);
        }
        for (String row : rows) {
            print(List.of(row.split(BETWEEN, -1)));
        }
        rows.clear();
    }

    /** Of several lines the first; nothing that could steer a terminal. */
    private static String oneLine(String cell) {
        return HumanText.safe(REST.matcher(cell).replaceFirst("..."));
    }

    private void widen(List<String> cells) {
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], length(cells.get(i)));
        }
    }

    private void print(List<String> cells) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = cells.get(i);
            line.append(i == 0 ? "" : GAP).append(cell).append(" ".repeat(widths[i] - length(cell)));
        }
        out.append(line.toString().stripTrailing()).append('\n');
    }

    private static int length(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
