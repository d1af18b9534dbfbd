package io.etcdbr.output;

import io.etcdbr.catalog.BackupSummary;
import io.etcdbr.format.ClusterName;
import io.etcdbr.format.Epoch;
import io.etcdbr.operation.BackupList;
import io.etcdbr.output.Table.Column;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A list of backups as a table. */
final class ListText {
    private final OutputStyle style;
    private final boolean wide;

    ListText(OutputStyle style) {
        this.style = style;
        this.wide = style.format() == OutputFormat.WIDE;
    }

    void print(BackupList list, Appendable out) throws IOException {
        if (list.backups().isEmpty()) {
            out.append(none(list)).append('\n');
            return;
        }
        List<Epoch> epochs =
                list.backups().stream().map(BackupSummary::epoch).distinct().toList();
        boolean clusters = epochs.stream().map(Epoch::cluster).distinct().count() > 1;
        boolean several =
                epochs.size() > epochs.stream().map(Epoch::cluster).distinct().count();
        Table table = new Table(List.of(
                new Column("CLUSTER", false, Column.ESSENTIAL),
                new Column("ETCD CLUSTER ID", false, Column.ESSENTIAL),
                new Column("ID", false, Column.ESSENTIAL),
                new Column("TAKEN", false, 5),
                new Column("REVISION", true, 1),
                new Column("SIZE", true, 4),
                new Column("STATE", false, Column.ESSENTIAL),
                new Column("VERIFICATION", false, 2),
                new Column("COMPRESSION", false, 2),
                new Column("LOCKED UNTIL", false, 2),
                Column.notes(3)));
        for (BackupSummary backup : list.backups()) {
            table.add(List.of(
                    Cell.of(wide || clusters ? backup.epoch().cluster() : ""),
                    Cell.of(wide || several ? backup.epoch().etcdClusterId() : ""),
                    Cell.of(backup.id()),
                    Cell.of(
                            wide
                                    ? HumanText.exact(backup.id().time())
                                    : HumanText.age(backup.id().time(), style.now())),
                    Cell.of(backup.id().revision()),
                    Cell.of(wide ? backup.storedSize() : HumanText.size(backup.storedSize())),
                    StateText.of(backup),
                    Cell.of(wide ? verification(backup) : ""),
                    Cell.of(wide ? backup.compression().text() : ""),
                    Cell.of(wide ? backup.lockedUntil().map(HumanText::exact).orElse("") : ""),
                    Cell.of(notes(backup))));
        }
        table.leftOut(list.leftOut());
        table.print(out, style.room(), style.colour());
    }

    private static String none(BackupList list) {
        if (list.others().isEmpty()) {
            return "No backups in " + list.store() + ".";
        }
        List<String> names = list.others().stream().map(ClusterName::value).toList();
        return "No backups in " + list.store() + " that were asked for; it has some of the "
                + (names.size() == 1 ? "cluster " : "clusters ") + String.join(", ", names) + ".";
    }

    private static String verification(BackupSummary backup) {
        return backup.verification()
                .map(newest -> newest.level().text() + " " + HumanText.exact(newest.time()))
                .orElse("");
    }

    private String notes(BackupSummary backup) {
        List<String> notes = new ArrayList<>();
        if (backup.encrypted()) {
            notes.add("encrypted");
        }
        if (backup.hasFiles()) {
            notes.add("files");
        }
        backup.lockedUntil().filter(until -> until.isAfter(style.now())).ifPresent(_ -> notes.add("locked"));
        if (backup.lacksSnapshot()) {
            notes.add("its snapshot is gone");
        }
        return String.join(", ", notes);
    }
}
