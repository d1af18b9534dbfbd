package io.etcdbr.difference;

import io.etcdbr.etcddb.KeyValue;
import io.etcdbr.etcddb.KnownValues;
import io.etcdbr.etcddb.Revision;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.function.Function;

/**
 * Compares two states key by key. Equal are equal values, whatever their revisions: those of two clusters say nothing about each
 * other, and a restored cluster may count on under its old id. Where reading values is what lasts, those that a common history tells need
 * not be read.
 */
public final class Comparison {
    private Comparison() {}

    /** Is shown each key once. Segments need not outlast the call. */
    public interface Report {
        /** Only the second state has it. */
        void added(KeyValue second) throws IOException;

        /** Only the first state has it. */
        void removed(KeyValue first) throws IOException;

        /** Both have it, with different values. */
        void changed(KeyValue first, KeyValue second) throws IOException;

        /** Both have it with the same value. */
        void same(KeyValue second) throws IOException;
    }

    /**
     * Compares values, whatever the revisions say.
     *
     * @throws IOException if a state cannot be read
     */
    public static void run(FirstState first, SecondState second, KeySelection selection, Report report)
            throws IOException {
        run(first, second, selection, report, _ -> KnownValues.NONE);
    }

    /**
     * Believes in equal values where the second state came from the first.
     *
     * @throws OtherHistoryException if it did not; what was reported then means nothing
     * @throws IOException if a state cannot be read
     */
    static void byHistory(FirstState first, SecondState second, KeySelection selection, Report report)
            throws IOException {
        run(first, second, selection, report, table -> new History(table, report));
    }

    private static void run(
            FirstState first,
            SecondState second,
            KeySelection selection,
            Report report,
            Function<KeyTable, KnownValues> known)
            throws IOException {
        try (KeyTable table = new KeyTable()) {
            first.each(selection.filter(), (revision, change) -> table.put(change.key(), change.value(), revision));
            second.each(selection, known.apply(table), value -> {
                long slot = table.find(value.key());
                if (slot < 0) {
                    report.added(value);
                    return;
                }
                table.meet(slot);
                if (table.holds(slot, value.value())) {
                    report.same(value);
                } else {
                    report.changed(written(first, table.revision(slot)), value);
                }
            });
            if (table.notMet() > 0) {
                first.each(
                        selection.filter().and(key -> isLeft(table, key)),
                        (revision, change) -> report.removed(change));
            }
        }
    }

    private static boolean isLeft(KeyTable table, MemorySegment key) {
        long slot = table.find(key);
        return slot >= 0 && !table.isMet(slot);
    }

    private static KeyValue written(FirstState first, Revision revision) throws IOException {
        return first.at(revision)
                .orElseThrow(() -> new IOException(
                        "the first state changed while it was read: revision " + revision.main() + " is gone"));
    }
}
