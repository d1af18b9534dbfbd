package io.etcdbr.spelling;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses what a mistyped word was to be. */
public final class Suggestion {
    private Suggestion() {}

    /** {@code "; did you mean 'x'?"} with the nearest of {@code known}, or nothing if none is near. */
    public static String didYouMean(String typed, Collection<String> known) {
        return nearest(typed, known)
                .map(word -> "; did you mean '" + word + "'?")
                .orElse("");
    }

    /** The nearest of {@code known}: at most a third of the letters wrong, missing, extra or swapped with the next one. */
    public static Optional<String> nearest(String typed, Collection<String> known) {
        String word = fold(typed);
        int most = Math.max(1, word.length() / 3);
        return known.stream()
                .filter(candidate -> distance(word, fold(candidate)) <= most || isLongStartOf(fold(candidate), word))
                .min(Comparator.comparingInt(candidate -> distance(word, fold(candidate))));
    }

    private static boolean isLongStartOf(String candidate, String word) {
        return word.length() >= 4 && candidate.startsWith(word);
    }

    private static String fold(String word) {
        return word.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static int distance(String a, String b) {
        int[][] steps = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    steps[i][j] = i + j;
                    continue;
                }
                int replaced = steps[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                steps[i][j] = Math.min(replaced, 1 + Math.min(steps[i - 1][j], steps[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    steps[i][j] = Math.min(steps[i][j], 1 + steps[i - 2][j - 2]);
                }
            }
        }
        return steps[a.length()][b.length()];
    }
}
