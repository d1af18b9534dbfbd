package io.etcdbr.difference;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Differences of one kind, so many as memory allows. Those that a restore must name take the place of others. */
final class KeptChanges {
    /** Each before the next: without their names nobody knows which kubelets and which storage a restore leaves behind. */
    private static final List<String> FIRST = List.of("nodes", "persistentvolumes", "jobs.batch");

    private final int most;
    private final NavigableMap<Integer, Deque<Change>> byRank = new TreeMap<>();
    private int count;
    private long characters;

    /** @param most of them, if their keys have {@value Limits#USUAL_KEY} characters on average */
    KeptChanges(int most) {
        this.most = most;
    }

    /** @return how many find no room: others, this one, or both */
    int add(Change change) {
        int found = FIRST.indexOf(change.object().resource());
        int rank = found < 0 ? FIRST.size() : found;
        int left = 0;
        while (count == most || characters + change.key().length() > (long) most * Limits.USUAL_KEY) {
            left++;
            Map.Entry<Integer, Deque<Change>> last = byRank.lastEntry();
            if (last == null || last.getKey() <= rank) {
                return left;
            }
            remove(last.getKey(), last.getValue());
        }
        byRank.computeIfAbsent(rank, _ -> new ArrayDeque<>()).add(change);
        count++;
        characters += change.key().length();
        return left;
    }

    private void remove(int rank, Deque<Change> changes) {
        characters -= changes.removeLast().key().length();
        count--;
        if (changes.isEmpty()) {
            byRank.remove(rank);
        }
    }

    Stream<Change> stream() {
        return byRank.values().stream().flatMap(Deque::stream);
    }
}
