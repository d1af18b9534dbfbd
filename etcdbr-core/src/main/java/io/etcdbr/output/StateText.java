package io.etcdbr.output;

import io.etcdbr.catalog.BackupSummary;
import io.etcdbr.format.ObjectName;
import io.etcdbr.format.VerificationLevel;
import io.etcdbr.format.VerificationResult;

/** The one word for a backup's state. */
final class StateText {
    private StateText() {}

    static Cell of(BackupSummary backup) {
        if (!backup.isComplete()) {
            return new Cell("incomplete", Colour.WARNING);
        }
        return switch (backup.health()) {
            case VERIFIED -> new Cell(isVerifiedDeep(backup) ? "verified deep" : "verified", Colour.GOOD);
            case DAMAGED -> new Cell("damaged", Colour.BAD);
            case UNVERIFIED -> new Cell("unverified", Colour.NONE);
        };
    }

    /** What a deep look found sound stays so: a later one that goes less deep sees the same bytes. */
    private static boolean isVerifiedDeep(BackupSummary backup) {
        return backup.names(ObjectName.Verification.class)
                .anyMatch(
                        found -> found.level() == VerificationLevel.DEEP && found.result() == VerificationResult.SOUND);
    }
}
