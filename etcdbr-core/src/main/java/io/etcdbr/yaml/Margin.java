package io.etcdbr.yaml;

import java.io.IOException;

/** Text on its way out, with the column that it has reached, in code points. */
final class Margin {
    private final Appendable out;
    private int column;

    Margin(Appendable out) {
        this.out = out;
    }

    int column() {
        return column;
    }

    void text(String text) throws IOException {
        out.append(text);
        column += text.codePointCount(0, text.length());
    }

    void character(int codePoint) throws IOException {
        if (Character.isBmpCodePoint(codePoint)) {
            out.append((char) codePoint);
        } else {
            out.append(Character.toString(codePoint));
        }
        column++;
    }

    void newLine() throws IOException {
        out.append('\n');
        column = 0;
    }

    /** Ends the line if one is begun. */
    void endLine() throws IOException {
        if (column > 0) {
            newLine();
        }
    }

    /** Fills the line up to {@code indent}. A line that has reached it exactly, or nearly as behind a dash, goes on. */
    void indentTo(int indent) throws IOException {
        while (column < indent) {
            out.append(' ');
            column++;
        }
    }
}
