package io.etcdbr.inspection;

import java.util.LinkedHashMap;
import java.util.Map;

/** Counts names, but no more than so many: the others together. */
final class Bounded<T> {
    private final int most;
    private final T others;
    private final Map<T, Long> counts = new LinkedHashMap<>();

    Bounded(int most, T others) {
        this.most = most;
        this.others = others;
    }

    void add(T name) {
        counts.merge(counts.size() < most || counts.containsKey(name) ? name : others, 1L, Long::sum);
    }

    /** In the order in which the names came first. */
    Map<T, Long> counts() {
        return counts;
    }
}
