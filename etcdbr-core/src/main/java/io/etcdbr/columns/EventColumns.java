package io.etcdbr.columns;

import static io.etcdbr.columns.Column.field;
import static io.etcdbr.columns.Column.of;
import static io.etcdbr.columns.Column.wide;

import io.etcdbr.resources.ObjectTree;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Events, as the core group has them, which is how they are stored. */
final class EventColumns {
    static final List<Column> ALL = List.of(
            of("LAST SEEN", EventColumns::lastSeen),
            field("TYPE", "type"),
            field("REASON", "reason"),
            of("OBJECT", EventColumns::object),
            wide("SUBOBJECT", row -> row.object().text("involvedObject", "fieldPath")),
            wide("SOURCE", EventColumns::source),
            of("MESSAGE", row -> row.object().text("message").strip()),
            wide("FIRST SEEN", EventColumns::firstSeen),
            wide("COUNT", EventColumns::count),
            wide("NAME", row -> row.object().text("metadata", "name")));

    private EventColumns() {}

    private static String lastSeen(Row row) {
        return row.object().has("series")
                ? row.age("series", "lastObservedTime")
                : row.object().has("lastTimestamp") ? row.age("lastTimestamp") : firstSeen(row);
    }

    private static String firstSeen(Row row) {
        return row.age(row.object().has("firstTimestamp") ? "firstTimestamp" : "eventTime");
    }

    private static String object(Row row) {
        ObjectTree involved = row.object().at("involvedObject");
        return String.join(
                "/",
                Texts.nonEmpty(Stream.of(involved.text("kind").toLowerCase(Locale.ROOT), involved.text("name")))
                        .toList());
    }

    private static String source(Row row) {
        ObjectTree event = row.object();
        String component = row.wordOr(event.text("reportingComponent"), "source", "component");
        String host = row.wordOr(event.text("reportingInstance"), "source", "host");
        return String.join(", ", Texts.nonEmpty(Stream.of(component, host)).toList());
    }

    private static String count(Row row) {
        ObjectTree event = row.object();
        long count = event.has("series") ? event.number("series", "count") : event.number("count");
        return Long.toString(Math.max(count, 1));
    }
}
