package io.etcdbr.catalog;

import io.etcdbr.format.BackupId;
import io.etcdbr.format.Epoch;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The backups of one epoch, by their ids the newest first, incomplete ones among them. */
public record EpochBackups(Epoch epoch, List<BackupSummary> newestFirst) {
    /** The epoch with the newest complete backup first; those with none last. */
    static final Comparator<EpochBackups> NEWEST_FIRST = Comparator.<EpochBackups, Boolean>comparing(
                    backups -> backups.newestComplete().isEmpty())
            .thenComparing(EpochBackups::newestTime, Comparator.reverseOrder())
            .thenComparing(EpochBackups::newestId, Comparator.reverseOrder())
            .thenComparing(EpochBackups::epoch);

    public EpochBackups {
        newestFirst = List.copyOf(newestFirst);
    }

    public List<BackupSummary> complete() {
        return newestFirst.stream().filter(BackupSummary::isComplete).toList();
    }

    /** The newest complete one, whether it is damaged or not; see {@link NewestBackup}. */
    public Optional<BackupSummary> newestComplete() {
        return NewestBackup.of(complete());
    }

    private BackupId newestId() {
        return newestComplete().orElse(newestFirst.getFirst()).id();
    }

    /** When the newest was begun for certain, also by a writer or a store with a wrong clock. */
    private Instant newestTime() {
        List<BackupSummary> complete = complete();
        return (complete.isEmpty() ? newestFirst : complete)
                .stream()
                        .map(backup -> backup.isDatedAhead()
                                ? backup.storedAt()
                                : backup.id().time())
                        .max(Comparator.naturalOrder())
                        .orElse(Instant.MIN);
    }
}
