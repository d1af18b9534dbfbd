package io.etcdbr.inspection;

import io.etcdbr.resources.NamedKey;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Keeps the largest objects of all that are shown. */
final class Largest {
    /** Of the same size the one whose key comes first. */
    private static final Comparator<LargeObject> ORDER =
            Comparator.comparingLong(LargeObject::bytes).thenComparing(LargeObject::key, Comparator.reverseOrder());

    private final int most;
    private final PriorityQueue<LargeObject> kept = new PriorityQueue<>(ORDER);

    Largest(int most) {
        this.most = most;
    }

    void add(NamedKey object, String key, long bytes) {
        kept.add(new LargeObject(object, key, bytes));
        if (kept.size() > most) {
            kept.remove();
        }
    }

    /** The largest first. */
    List<LargeObject> result() {
        return kept.stream().sorted(ORDER.reversed()).toList();
    }
}
