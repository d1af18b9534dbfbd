package io.etcdbr.output;

import io.etcdbr.lookup.HistorySink;
import io.etcdbr.lookup.PastChange;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** One line a change. */
final class HistoryTable implements HistorySink {
    private final KubectlTable table;

    HistoryTable(ObjectStyle style, Appendable out) {
        this.table = new KubectlTable(List.of("OBJECT", "REVISION", "CHANGE", "TIME", "MANAGER"), style.headers(), out);
    }

    @Override
    public void change(PastChange change) throws IOException {
        table.add(List.of(
                change.resource().objectName(change.name()),
                Long.toString(change.revision()),
                change.kind().name().toLowerCase(Locale.ROOT),
                change.time().map(Object::toString).orElse(""),
                change.manager()));
    }

    @Override
    public void end() throws IOException {
        table.end();
    }
}
