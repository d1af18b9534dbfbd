package io.etcdbr.catalog;

import io.etcdbr.format.BackupId;
import io.etcdbr.format.Epoch;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The backups of one epoch, newest first, incomplete ones among them. */
public record EpochBackups(Epoch epoch, List<BackupSummary> newestFirst) {
    /** The epoch with the newest complete backup first; those with none last. */
    static final Comparator<EpochBackups> NEWEST_FIRST = Comparator.<EpochBackups, Boolean>comparing(
                    backups -> backups.newestComplete().isEmpty())
            .thenComparing(EpochBackups::newestId, Comparator.reverseOrder())
            .thenComparing(EpochBackups::epoch);

    public EpochBackups {
        newestFirst = List.copyOf(newestFirst);
    }

    public List<BackupSummary> complete() {
        return newestFirst.stream().filter(BackupSummary::isComplete).toList();
    }

    public Optional<BackupSummary> newestComplete() {
        return newestFirst.stream().filter(BackupSummary::isComplete).findFirst();
    }

    private BackupId newestId() {
        return newestComplete().orElse(newestFirst.getFirst()).id();
    }
}
