package io.etcdbr.yaml;

import java.util.Arrays;
import java.util.Comparator;

/**
 * The order in which kubectl prints the keys of a mapping: numbers within them by value, so that {@code a2} comes before
 * {@code a10}; then signs before digits before letters. Where digits and letters meet, as in {@code v10} and {@code v1beta1},
 * kubectl's own order depends on chance; here the smaller number comes first.
 */
final class KeyOrder {
    static final Comparator<String> NATURAL = KeyOrder::compare;

    private KeyOrder() {}

    private static int compare(String a, String b) {
        int[] left = a.codePoints().toArray();
        int[] right = b.codePoints().toArray();
        int at = Arrays.mismatch(left, right);
        if (at < 0) {
            return 0;
        }
        if (at == left.length || at == right.length) {
            return Integer.compare(left.length, right.length);
        }
        boolean leftLetter = Character.isLetter(left[at]);
        boolean rightLetter = Character.isLetter(right[at]);
        if (leftLetter && rightLetter) {
            return Integer.compare(left[at], right[at]);
        }
        if (leftLetter || rightLetter) {
            boolean numberGoesOn = at > 0 && isDigit(left[at - 1]) && isDigit(leftLetter ? right[at] : left[at]);
            return leftLetter == numberGoesOn ? -1 : 1;
        }
        return numbers(left, right, at);
    }

    private static int numbers(int[] left, int[] right, int at) {
        int leftEnd = endOfNumber(left, at);
        int rightEnd = endOfNumber(right, at);
        // Zeros count for nothing unless they stand behind other digits of the same number.
        boolean within = isBehindNumber(left, at);
        int leftFirst = within ? at : endOfZeros(left, at);
        int rightFirst = within ? at : endOfZeros(right, at);
        int order = Integer.compare(leftEnd - leftFirst, rightEnd - rightFirst);
        if (order == 0) {
            order = Arrays.compare(left, leftFirst, leftEnd, right, rightFirst, rightEnd);
        }
        if (order == 0) {
            order = Integer.compare(leftEnd, rightEnd);
        }
        return order == 0 ? Integer.compare(left[at], right[at]) : order;
    }

    private static boolean isBehindNumber(int[] text, int at) {
        for (int i = at - 1; i >= 0 && isDigit(text[i]); i--) {
            if (text[i] != '0') {
                return true;
            }
        }
        return false;
    }

    private static int endOfZeros(int[] text, int begin) {
        int end = begin;
        while (end < text.length && text[end] == '0') {
            end++;
        }
        return end;
    }

    private static int endOfNumber(int[] text, int begin) {
        int end = begin;
        while (end < text.length && isDigit(text[end])) {
            end++;
        }
        return end;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
