package io.etcdbr.jsonpath;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A text in quotes, with the escapes that Go has. Collected as bytes, of which {@code \x} gives single ones. */
final class QuotedText {
    private final String text;
    private final char quote;
    private final int offset;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int at;

    private QuotedText(String text, char quote, int offset) {
        this.text = text;
        this.quote = quote;
        this.offset = offset;
    }

    /**
     * @param text between the quotes
     * @param offset of that text in the template
     */
    static String unquoted(String text, char quote, int offset) throws JsonPathException {
        QuotedText quoted = new QuotedText(text, quote, offset);
        while (quoted.at < text.length()) {
            quoted.next();
        }
        return quoted.bytes.toString(StandardCharsets.UTF_8);
    }

    private void next() throws JsonPathException {
        int c = text.codePointAt(at);
        if (c != '\\') {
            at += Character.charCount(c);
            character(c);
            return;
        }
        int begin = at;
        if (at + 1 == text.length()) {
            throw new JsonPathException("expected a character behind \\, found the end of the text", offset + begin);
        }
        char escape = text.charAt(at + 1);
        at += 2;
        switch (escape) {
            case 'a' -> bytes.write('\u0007');
            case 'b' -> bytes.write('\b');
            case 'f' -> bytes.write('\f');
            case 'n' -> bytes.write('\n');
            case 'r' -> bytes.write('\r');
            case 't' -> bytes.write('\t');
            case 'v' -> bytes.write('\u000b');
            case '\\' -> bytes.write('\\');
            case 'x' -> bytes.write(number(2, 16, begin));
            case 'u' -> codePoint(number(4, 16, begin), begin);
            case 'U' -> codePoint(number(8, 16, begin), begin);
            case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                at--;
                int octal = number(3, 8, begin);
                if (octal > 255) {
                    throw new JsonPathException("expected an octal number up to \\377", offset + begin);
                }
                bytes.write(octal);
            }
            default -> {
                if (escape != quote) {
                    throw new JsonPathException("there is no escape \\" + escape + " in quotes", offset + begin);
                }
                bytes.write(escape);
            }
        }
    }

    private int number(int digits, int radix, int begin) throws JsonPathException {
        int end = at + digits;
        if (end <= text.length()) {
            String number = text.substring(at, end);
            if (number.matches(radix == 8 ? "[0-7]+" : "[0-9a-fA-F]+")) {
                at = end;
                return (int) Math.min(Long.parseLong(number, radix), Integer.MAX_VALUE);
            }
        }
        throw new JsonPathException(
                "expected " + digits + (radix == 8 ? " octal" : " hexadecimal") + " digits behind \\", offset + begin);
    }

    private void codePoint(int c, int begin) throws JsonPathException {
        if (!Character.isValidCodePoint(c) || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
            throw new JsonPathException("there is no such character of Unicode", offset + begin);
        }
        character(c);
    }

    private void character(int c) {
        bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
    }
}
