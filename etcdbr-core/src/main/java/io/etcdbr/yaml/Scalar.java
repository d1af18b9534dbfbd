package io.etcdbr.yaml;

import java.io.IOException;

/**
 * A text, and which of YAML's styles shows it: plain where nothing speaks against it, a literal block for several lines, single
 * quotes where only YAML's own signs are in the way, double quotes for the rest.
 */
final class Scalar {
    /** A long line is broken at the first single blank behind this column. */
    private static final int WIDTH = 80;

    private static final int BLOCK_HINT = 2;
    private static final String BEGINS_NO_PLAIN = "#,[]{}&*!|>'\"%@`";

    private enum Style {
        PLAIN,
        SINGLE_QUOTED,
        DOUBLE_QUOTED,
        LITERAL
    }

    private final int[] text;
    private final Style style;
    private final boolean breakable;

    private Scalar(String text, boolean key) {
        this.text = text.codePoints().toArray();
        this.style = style(text, this.text);
        this.breakable = !key;
    }

    static Scalar text(String text) {
        return new Scalar(text, false);
    }

    /** A text that stays on one line. */
    static Scalar key(String text) {
        return new Scalar(text, true);
    }

    /** @param indent where further lines of the text begin */
    void write(Margin out, int indent) throws IOException {
        switch (style) {
            case PLAIN -> flow(out, indent, 0);
            case SINGLE_QUOTED -> {
                out.character('\'');
                flow(out, indent, 1);
                out.character('\'');
            }
            case DOUBLE_QUOTED -> {
                out.character('"');
                flow(out, indent, 1);
                out.character('"');
            }
            case LITERAL -> literal(out, indent);
        }
    }

    /** @param edge how many characters at both ends must not become a break */
    private void flow(Margin out, int indent, int edge) throws IOException {
        boolean behindBlank = false;
        for (int i = 0; i < text.length; i++) {
            boolean blank = text[i] == ' ';
            if (blank && canBreak(out, i, behindBlank, edge)) {
                out.newLine();
                out.indentTo(indent);
                if (style == Style.DOUBLE_QUOTED && text[i + 1] == ' ') {
                    out.character('\\');
                }
            } else {
                character(out, text[i]);
            }
            behindBlank = blank;
        }
    }

    private boolean canBreak(Margin out, int at, boolean behindBlank, int edge) {
        return breakable
                && !behindBlank
                && out.column() > WIDTH
                && at >= edge
                && at < text.length - edge
                && (style == Style.DOUBLE_QUOTED || text[at + 1] != ' ');
    }

    private void character(Margin out, int c) throws IOException {
        if (style == Style.DOUBLE_QUOTED) {
            if (c == '"' || c == '\\' || !isPrintable(c)) {
                out.text(escaped(c));
                return;
            }
        } else if (style == Style.SINGLE_QUOTED && c == '\'') {
            out.character('\'');
        }
        out.character(c);
    }

    private static String escaped(int c) {
        return switch (c) {
            case '"', '\\' -> "\\" + (char) c;
            case 0 -> "\\0";
            case 7 -> "\\a";
            case '\b' -> "\\b";
            case '\t' -> "\\t";
            case '\n' -> "\\n";
            case 0x0b -> "\\v";
            case '\f' -> "\\f";
            case '\r' -> "\\r";
            case 0x1b -> "\\e";
            case 0x85 -> "\\N";
            case 0x2028 -> "\\L";
            case 0x2029 -> "\\P";
            default -> (c <= 0xff ? "\\x%02X" : c <= 0xffff ? "\\u%04X" : "\\U%08X").formatted(c);
        };
    }

    private void literal(Margin out, int indent) throws IOException {
        boolean ended = text[text.length - 1] == '\n';
        boolean manyEnds = ended && (text.length == 1 || text[text.length - 2] == '\n');
        out.character('|');
        if (text[0] == ' ' || text[0] == '\n') {
            out.text(Integer.toString(BLOCK_HINT));
        }
        out.text(!ended ? "-" : manyEnds ? "+" : "");
        out.newLine();
        for (int c : text) {
            if (c == '\n') {
                out.newLine();
            } else {
                out.indentTo(indent);
                out.character(c);
            }
        }
    }

    private static Style style(String string, int[] text) {
        boolean lines = string.indexOf('\n') >= 0;
        if (!isShowable(text) || !lines && !PlainText.staysText(string)) {
            return Style.DOUBLE_QUOTED;
        }
        if (lines) {
            return text[text.length - 1] == ' ' ? Style.DOUBLE_QUOTED : Style.LITERAL;
        }
        return isPlain(string, text) ? Style.PLAIN : Style.SINGLE_QUOTED;
    }

    /** Without characters that only an escape shows, and without lines that end in a blank. */
    private static boolean isShowable(int[] text) {
        for (int i = 0; i < text.length; i++) {
            if (text[i] == '\n' ? i > 0 && text[i - 1] == ' ' : !isPrintable(text[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPlain(String string, int[] text) {
        int last = text.length - 1;
        if (text[0] == ' ' || text[last] == ' ' || string.startsWith("---") || string.startsWith("...")) {
            return false;
        }
        if (BEGINS_NO_PLAIN.indexOf(text[0]) >= 0) {
            return false;
        }
        for (int i = 0; i <= last; i++) {
            boolean beforeBlank = i == last || text[i + 1] == ' ';
            boolean sign = switch (text[i]) {
                case ':' -> beforeBlank;
                case '-', '?' -> i == 0 && beforeBlank;
                case '#' -> text[i - 1] == ' ';
                default -> false;
            };
            if (sign) {
                return false;
            }
        }
        return true;
    }

    /** What kubectl shows unescaped; breaks of lines other than the usual one are not among it, for no reader to be misled. */
    private static boolean isPrintable(int c) {
        return c >= ' ' && c < 0x7f
                || c >= 0xa0 && c < 0xd800 && c != 0x2028 && c != 0x2029
                || c >= 0xe000 && c < 0xfffe && c != 0xfeff;
    }
}
