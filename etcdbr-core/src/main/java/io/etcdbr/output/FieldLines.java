package io.etcdbr.output;

import java.io.IOException;
import java.util.List;

/** Lines of a label and a value. What does not fit goes on below the value's beginning; no word is parted. */
final class FieldLines {
    private static final int LABEL = 16;
    private static final String COLOURS = "\u001b\\[[0-9;]*m";

    private final Appendable out;
    private final int width;

    /** @param width columns that a line may have; 0 for no limit */
    FieldLines(Appendable out, int width) {
        this.out = out;
        this.width = width;
    }

    void field(String label, Object value) throws IOException {
        String name = label.isEmpty() ? "" : label + ":";
        int begin = Math.max(name.length() + 1, LABEL);
        out.append(name).append(" ".repeat(begin - name.length()));
        int column = begin;
        String gap = "";
        for (String word : value.toString().split(" ", -1)) {
            int length = word.replaceAll(COLOURS, "").length();
            if (width > 0 && column > begin && column + gap.length() + length > width) {
                out.append('\n').append(" ".repeat(LABEL));
                column = LABEL;
                begin = LABEL;
                gap = "";
            }
            out.append(gap).append(word);
            column += gap.length() + length;
            gap = " ";
        }
        out.append('\n');
    }

    /** The label before the first value only; nothing without any. */
    void several(String label, List<String> values) throws IOException {
        String first = label;
        for (String value : values) {
            field(first, value);
            first = "";
        }
    }
}
