package io.etcdbr.output;

import java.io.IOException;
import java.util.List;

/** Lines of a label and a value. */
final class FieldLines {
    private static final int LABEL = 16;

    private final Appendable out;

    FieldLines(Appendable out) {
        this.out = out;
    }

    void field(String label, Object value) throws IOException {
        String name = label.isEmpty() ? "" : label + ":";
        out.append(name)
                .append(" ".repeat(Math.max(1, LABEL - name.length())))
                .append(value.toString())
                .append('\n');
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
