package io.etcdbr.output;

import io.etcdbr.catalog.BackupSummary;

/** The one word for a backup's state. */
final class StateText {
    private StateText() {}

    static Cell of(BackupSummary backup) {
        if (!backup.isComplete()) {
            return new Cell("incomplete", Colour.WARNING);
        }
        return switch (backup.health()) {
            case VERIFIED -> new Cell("verified", Colour.GOOD);
            case DAMAGED -> new Cell("damaged", Colour.BAD);
            case UNVERIFIED -> new Cell("unverified", Colour.NONE);
        };
    }
}
