package io.etcdbr.catalog;

import io.etcdbr.format.ObjectName;
import java.util.Comparator;
import java.util.List;

/** The order in which the objects of a backup go: {@code docs/format.md} section 2, rule 5. */
final class DeletionOrder {
    private DeletionOrder() {}

    static List<ObjectName> of(BackupSummary backup) {
        return backup.parts().stream()
                .map(BackupPart::name)
                .sorted(Comparator.comparingInt(DeletionOrder::place).thenComparing(ObjectName::toString))
                .toList();
    }

    private static int place(ObjectName name) {
        return switch (name) {
            case ObjectName.Manifest _ -> 0;
            case ObjectName.Verification _ -> 1;
            case ObjectName.Lock _ -> 2;
            case ObjectName.Data _ -> 3;
        };
    }
}
