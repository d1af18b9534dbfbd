package io.etcdbr.output;

import io.etcdbr.etcddb.SnapshotStatus;
import io.etcdbr.format.DatabaseSummary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a database says of itself, as labels with one or several lines each. */
final class DatabaseText {
    private DatabaseText() {}

    /** The status as etcd's own tools print it, for eyes that compare. */
    private static Map<String, List<String>> status(DatabaseSummary database) {
        SnapshotStatus status = new SnapshotStatus(
                database.hash().value(),
                database.revision(),
                database.keys(),
                database.entries(),
                database.size(),
                database.storageVersion());
        Map<String, List<String>> lines = new LinkedHashMap<>();
        lines.put("etcdutl 3.6", List.of(HumanText.safe(status.line())));
        lines.put("etcdutl 3.5", List.of(status.lineBefore36()));
        return lines;
    }

    static Map<String, List<String>> all(DatabaseSummary database) {
        Map<String, List<String>> lines = status(database);
        lines.put("History", List.of(history(database)));
        lines.put("Versions", versions(database));
        lines.put(
                "Members",
                database.members().isEmpty()
                        ? List.of("none")
                        : database.members().stream().map(DescribeText::member).toList());
        lines.put("Alarms", database.alarms().stream().map(DescribeText::alarm).toList());
        return lines;
    }

    private static String history(DatabaseSummary database) {
        StringBuilder text = new StringBuilder();
        database.compactedRevision()
                .ifPresentOrElse(
                        revision -> text.append("compacted up to revision ").append(revision),
                        () -> text.append("never compacted"));
        database.compactingRevision()
                .ifPresent(revision -> text.append(", a compaction up to revision ")
                        .append(revision)
                        .append(" is to be ended by etcd"));
        return text.toString();
    }

    private static List<String> versions(DatabaseSummary database) {
        List<String> versions = new ArrayList<>();
        add(versions, "cluster ", database.clusterVersion());
        add(versions, "storage ", database.storageVersion());
        add(versions, "downgrade to ", database.downgradeTarget());
        return versions.isEmpty() ? List.of() : List.of(HumanText.safe(String.join(", ", versions)));
    }

    private static void add(List<String> versions, String what, Optional<String> version) {
        version.ifPresent(found -> versions.add(what + found));
    }
}
