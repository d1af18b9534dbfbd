package io.etcdbr.catalog;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Which of several complete backups is the newest. Their ids tell, except where the clock of a writer was ahead: a backup that is
 * dated ahead of its store's own clock is passed over once another of its epoch, rightly dated, has its revision or a higher one.
 * Revisions of one epoch only grow, so that one is newer whatever the ids say.
 */
public final class NewestBackup {
    private NewestBackup() {}

    /** The newest, damaged or not; of several copies the first. */
    public static Optional<BackupSummary> of(Collection<BackupSummary> complete) {
        return complete.stream()
                .filter(backup -> !isOvertaken(backup, complete))
                .reduce((one, other) -> other.id().compareTo(one.id()) > 0 ? other : one);
    }

    /** The newest that is not known to be damaged; if all are, the newest. */
    public static Optional<BackupSummary> usable(Collection<BackupSummary> complete) {
        return of(undamaged(complete)).or(() -> of(complete));
    }

    private static List<BackupSummary> undamaged(Collection<BackupSummary> backups) {
        return backups.stream().filter(backup -> !backup.isDamaged()).toList();
    }

    private static boolean isOvertaken(BackupSummary backup, Collection<BackupSummary> others) {
        return backup.isDatedAhead()
                && others.stream()
                        .anyMatch(other -> other.epoch().equals(backup.epoch())
                                && other.id().revision() >= backup.id().revision()
                                && !other.isDatedAhead());
    }
}
