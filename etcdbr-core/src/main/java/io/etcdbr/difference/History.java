package io.etcdbr.difference;

import io.etcdbr.etcddb.KeyValue;
import io.etcdbr.etcddb.KnownValues;
import java.io.IOException;

/**
 * What the revisions of the first state tell of the second. Where the second went on from the first, a key that was last changed before the
 * first state's newest revisions stands in both at the same revision, with the same value. Cluster ids do not tell that: a cluster that
 * was restored by hand may count on under its old id. So every such key must be in the first state, at that revision. Of histories that
 * parted at one of the newest revisions few keys could contradict: what was changed there is compared by value.
 */
final class History implements KnownValues {
    /** A busy cluster makes as many in some minutes. */
    private static final long NEWEST = 1_000;

    private final KeyTable table;
    private final Comparison.Report report;
    private final long end;

    /** @param table all selected keys of the first state */
    History(KeyTable table, Comparison.Report report) {
        this.table = table;
        this.report = report;
        this.end = table.newest() - NEWEST;
    }

    /** @throws OtherHistoryException if the second state did not come from the first */
    @Override
    public long size(KeyValue name) throws IOException {
        if (name.modRevision() > end) {
            return UNKNOWN;
        }
        long slot = table.find(name.key());
        if (slot < 0 || table.revision(slot).main() != name.modRevision()) {
            throw new OtherHistoryException(name.modRevision());
        }
        table.meet(slot);
        report.same(name);
        return table.size(slot);
    }
}
