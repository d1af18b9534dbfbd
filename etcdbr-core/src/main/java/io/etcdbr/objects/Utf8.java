package io.etcdbr.objects;

import java.nio.charset.StandardCharsets;

/** Texts as Go reads them: each byte that is not part of valid UTF-8 becomes one U+FFFD, where Java would make one of several. */
final class Utf8 {
    private static final char REPLACEMENT = '\ufffd';

    private Utf8() {}

    static String text(byte[] bytes) {
        return text(bytes, 0, bytes.length);
    }

    static String text(byte[] bytes, int start, int length) {
        String text = new String(bytes, start, length, StandardCharsets.UTF_8);
        return text.indexOf(REPLACEMENT) < 0 ? text : byteByByte(bytes, start, start + length);
    }

    private static String byteByByte(byte[] bytes, int start, int end) {
        StringBuilder text = new StringBuilder(end - start);
        int at = start;
        while (at < end) {
            int length = Math.min(expected(bytes[at]), end - at);
            String character = new String(bytes, at, length, StandardCharsets.UTF_8);
            boolean valid = character.codePointCount(0, character.length()) == 1
                    && (character.charAt(0) != REPLACEMENT || isReplacement(bytes, at, length));
            text.append(valid ? character : REPLACEMENT);
            at += valid ? length : 1;
        }
        return text.toString();
    }

    private static int expected(byte first) {
        int value = Byte.toUnsignedInt(first);
        return value < 0xc0 ? 1 : value < 0xe0 ? 2 : value < 0xf0 ? 3 : 4;
    }

    private static boolean isReplacement(byte[] bytes, int at, int length) {
        return length == 3 && bytes[at] == (byte) 0xef && bytes[at + 1] == (byte) 0xbf && bytes[at + 2] == (byte) 0xbd;
    }
}
