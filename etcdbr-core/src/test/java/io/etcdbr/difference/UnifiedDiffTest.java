package io.etcdbr.difference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UnifiedDiffTest {
    private static final Pattern RANGES = Pattern.compile("@@ -(\\d+)(?:,(\\d+))? \\+(\\d+)(?:,(\\d+))? @@");

    @Test
    void equalTextsHaveNoLines() {
        assertThat(UnifiedDiff.of(List.of("a", "b"), List.of("a", "b"))).isEmpty();
        assertThat(UnifiedDiff.of(List.of(), List.of())).isEmpty();
    }

    @Test
    void changesHaveThreeLinesAroundThem() {
        List<String> first = lines(1, 20);
        List<String> second = new ArrayList<>(first);
        second.set(9, "ten");

        assertThat(UnifiedDiff.of(first, second))
                .containsExactly("@@ -7,7 +7,7 @@", " 7", " 8", " 9", "-10", "+ten", " 11", " 12", " 13");
    }

    @Test
    void changesWithSixLinesBetweenShareAHunkAndWithSevenDoNot() {
        List<String> first = lines(1, 40);
        List<String> near = new ArrayList<>(first);
        near.set(9, "x");
        near.set(16, "y");
        List<String> far = new ArrayList<>(first);
        far.set(9, "x");
        far.set(17, "y");

        assertThat(UnifiedDiff.of(first, near))
                .filteredOn(line -> line.startsWith("@@"))
                .hasSize(1);
        assertThat(UnifiedDiff.of(first, far))
                .filteredOn(line -> line.startsWith("@@"))
                .hasSize(2);
    }

    @Test
    void aTextThatComesOrGoesIsOneHunk() {
        assertThat(UnifiedDiff.of(List.of(), List.of("a", "b"))).containsExactly("@@ -0,0 +1,2 @@", "+a", "+b");
        assertThat(UnifiedDiff.of(List.of("a"), List.of())).containsExactly("@@ -1 +0,0 @@", "-a");
    }

    @Test
    void tooManyEditsAreOneBlockAndTakeNoTime() {
        List<String> first = lines(0, 100_000);
        List<String> second = new ArrayList<>(List.of("begin"));
        second.addAll(lines(200_000, 300_000));

        List<String> diff = UnifiedDiff.of(first, second);

        assertThat(diff).hasSize(1 + first.size() + second.size());
        assertThat(applied(first, diff)).isEqualTo(second);
    }

    @Property(tries = 1_000)
    void appliedToTheFirstTextItGivesTheSecond(
            @ForAll("texts") List<String> first, @ForAll("texts") List<String> second) {
        List<String> diff = UnifiedDiff.of(first, second);

        assertThat(applied(first, diff)).isEqualTo(second);
        assertThat(diff.isEmpty()).isEqualTo(first.equals(second));
    }

    @Property(tries = 500)
    void noFewerLinesWouldDo(@ForAll("texts") List<String> first, @ForAll("texts") List<String> second) {
        long edits = UnifiedDiff.of(first, second).stream()
                .filter(line -> line.startsWith("+") || line.startsWith("-"))
                .count();

        assertThat(edits).isEqualTo(first.size() + second.size() - 2L * longestCommon(first, second));
    }

    @Provide
    Arbitrary<List<String>> texts() {
        return Arbitraries.of("a", "b", "c", "d").list().ofMaxSize(40);
    }

    /** What {@code patch} would make of it; fails where a line does not fit. */
    private static List<String> applied(List<String> text, List<String> diff) {
        List<String> result = new ArrayList<>();
        int at = 0;
        for (int i = 0; i < diff.size(); ) {
            Matcher ranges = RANGES.matcher(diff.get(i++));
            assertThat(ranges.matches()).isTrue();
            int size = size(ranges.group(2));
            int start = Integer.parseInt(ranges.group(1)) - (size == 0 ? 0 : 1);
            result.addAll(text.subList(at, start));
            at = start;
            int newSize = size(ranges.group(4));
            assertThat(Integer.parseInt(ranges.group(3)) - (newSize == 0 ? 0 : 1))
                    .isEqualTo(result.size());
            int newEnd = result.size() + newSize;
            while (i < diff.size() && !diff.get(i).startsWith("@@")) {
                String line = diff.get(i++);
                if (line.charAt(0) != '+') {
                    assertThat(text.get(at++)).isEqualTo(line.substring(1));
                }
                if (line.charAt(0) != '-') {
                    result.add(line.substring(1));
                }
            }
            assertThat(at).isEqualTo(start + size);
            assertThat(result).hasSize(newEnd);
        }
        result.addAll(text.subList(at, text.size()));
        return result;
    }

    private static int size(@Nullable String group) {
        return group == null ? 1 : Integer.parseInt(group);
    }

    private static int longestCommon(List<String> first, List<String> second) {
        int[][] longest = new int[first.size() + 1][second.size() + 1];
        for (int i = 1; i <= first.size(); i++) {
            for (int k = 1; k <= second.size(); k++) {
                longest[i][k] = first.get(i - 1).equals(second.get(k - 1))
                        ? longest[i - 1][k - 1] + 1
                        : Math.max(longest[i - 1][k], longest[i][k - 1]);
            }
        }
        return longest[first.size()][second.size()];
    }

    private static List<String> lines(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(Integer::toString).toList();
    }
}
