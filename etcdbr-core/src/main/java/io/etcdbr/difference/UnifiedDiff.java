package io.etcdbr.difference;

import java.util.ArrayList;
import java.util.List;

/** Two texts as {@code diff -u} shows them, without its two first lines. */
public final class UnifiedDiff {
    private static final int CONTEXT = 3;

    private final List<String> script;
    private final List<String> lines = new ArrayList<>();
    private int ofFirst;
    private int ofSecond;

    private UnifiedDiff(List<String> script) {
        this.script = script;
    }

    /** Lines that begin with {@code @@}, a blank, {@code -} or {@code +}; none if the texts are the same. */
    public static List<String> of(List<String> first, List<String> second) {
        UnifiedDiff diff = new UnifiedDiff(script(first, second));
        diff.hunks();
        return diff.lines;
    }

    /** All lines of both, those that go before those that come. */
    private static List<String> script(List<String> first, List<String> second) {
        LineDiff diff = LineDiff.of(first, second);
        List<String> script = new ArrayList<>();
        int other = 0;
        for (int line = 0; line <= first.size(); line++) {
            boolean kept = line == first.size() || diff.keepsFirst(line);
            while (kept && other < second.size() && !diff.keepsSecond(other)) {
                script.add("+" + second.get(other++));
            }
            if (line < first.size()) {
                script.add((kept ? " " : "-") + first.get(line));
                other += kept ? 1 : 0;
            }
        }
        return script;
    }

    private void hunks() {
        int at = 0;
        while (at < script.size()) {
            int change = nextChange(at);
            int start = Math.max(at, change - CONTEXT);
            int end = change;
            for (int next = change; next < script.size() && next <= end + 2 * CONTEXT; next = nextChange(end)) {
                end = next + 1;
            }
            end = Math.min(script.size(), end + CONTEXT);
            pass(at, start);
            if (change < script.size()) {
                hunk(start, end);
            }
            at = change < script.size() ? end : script.size();
        }
    }

    private int nextChange(int from) {
        int at = from;
        while (at < script.size() && script.get(at).charAt(0) == ' ') {
            at++;
        }
        return at;
    }

    private void hunk(int start, int end) {
        int first = ofFirst;
        int second = ofSecond;
        pass(start, end);
        lines.add("@@ -" + range(first, ofFirst) + " +" + range(second, ofSecond) + " @@");
        lines.addAll(script.subList(start, end));
    }

    private void pass(int start, int end) {
        for (String line : script.subList(start, end)) {
            ofFirst += line.charAt(0) == '+' ? 0 : 1;
            ofSecond += line.charAt(0) == '-' ? 0 : 1;
        }
    }

    /** Counted from 1; an empty range is named by the line before it. */
    private static String range(int from, int to) {
        int size = to - from;
        int start = size == 0 ? from : from + 1;
        return size == 1 ? Integer.toString(start) : start + "," + size;
    }
}
