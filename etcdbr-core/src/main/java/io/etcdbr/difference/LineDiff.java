package io.etcdbr.difference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Which lines two texts have in common, by Myers' greedy algorithm ("An O(ND) Difference Algorithm and Its Variations", 1986): as
 * many as possible, unless more than {@value #MOST_EDITS} lines would have to go or come. Then all between the common beginning
 * and the common end count as different, so that time and memory stay small.
 */
final class LineDiff {
    static final int MOST_EDITS = 1_000;

    private final List<String> first;
    private final List<String> second;
    private final BitSet keptOfFirst = new BitSet();
    private final BitSet keptOfSecond = new BitSet();

    private LineDiff(List<String> first, List<String> second) {
        this.first = first;
        this.second = second;
    }

    static LineDiff of(List<String> first, List<String> second) {
        LineDiff diff = new LineDiff(first, second);
        int begin = 0;
        int least = Math.min(first.size(), second.size());
        while (begin < least && first.get(begin).equals(second.get(begin))) {
            diff.keep(begin, begin++);
        }
        int end = 0;
        while (end < least - begin && first.get(first.size() - 1 - end).equals(second.get(second.size() - 1 - end))) {
            end++;
            diff.keep(first.size() - end, second.size() - end);
        }
        diff.between(begin, first.size() - end, second.size() - end);
        return diff;
    }

    /** Whether both texts have this line of the first. */
    boolean keepsFirst(int line) {
        return keptOfFirst.get(line);
    }

    boolean keepsSecond(int line) {
        return keptOfSecond.get(line);
    }

    private void keep(int ofFirst, int ofSecond) {
        keptOfFirst.set(ofFirst);
        keptOfSecond.set(ofSecond);
    }

    /**
     * Diagonal {@code k} holds the places where as many lines of the first text are behind as of the second and {@code k} more.
     * After {@code d} edits, {@code reached[k]} is how far in the first text one can be on it.
     */
    private void between(int begin, int firstEnd, int secondEnd) {
        int height = firstEnd - begin;
        int width = secondEnd - begin;
        int most = Math.min(height + width, MOST_EDITS);
        int[] reached = new int[2 * most + 3];
        int middle = most + 1;
        List<int[]> trace = new ArrayList<>();
        for (int edits = 0; edits <= most; edits++) {
            for (int k = -edits; k <= edits; k += 2) {
                int x = comesFromAbove(reached, middle, k, edits)
                        ? reached[middle + k + 1]
                        : reached[middle + k - 1] + 1;
                while (x < height && x - k < width && first.get(begin + x).equals(second.get(begin + x - k))) {
                    x++;
                }
                reached[middle + k] = x;
                if (x >= height && x - k >= width) {
                    walkBack(trace, begin, height, width, edits);
                    return;
                }
            }
            trace.add(Arrays.copyOfRange(reached, middle - edits, middle + edits + 1));
        }
    }

    /** Whether the last edit was a line that came; else one went. */
    private static boolean comesFromAbove(int[] reached, int middle, int k, int edits) {
        return k == -edits || k != edits && reached[middle + k - 1] < reached[middle + k + 1];
    }

    private void walkBack(List<int[]> trace, int begin, int height, int width, int lastEdits) {
        int x = height;
        int y = width;
        for (int edits = lastEdits; edits > 0; edits--) {
            int[] before = trace.get(edits - 1);
            int middle = edits - 1;
            int k = x - y;
            boolean came = k == -edits || k != edits && at(before, middle + k - 1) < at(before, middle + k + 1);
            int beforeK = came ? k + 1 : k - 1;
            int beforeX = before[middle + beforeK];
            int editedX = came ? beforeX : beforeX + 1;
            while (x > editedX) {
                keep(begin + --x, begin + --y);
            }
            x = beforeX;
            y = beforeX - beforeK;
        }
        while (x > 0) {
            keep(begin + --x, begin + --y);
        }
    }

    private static int at(int[] reached, int index) {
        return index < 0 || index >= reached.length ? -1 : reached[index];
    }
}
