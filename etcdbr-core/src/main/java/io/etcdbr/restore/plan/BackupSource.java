package io.etcdbr.restore.plan;

import io.etcdbr.format.BackupId;

/** Where the snapshot comes from. */
public sealed interface BackupSource {

    /** @param store the store's URL without secrets, as it was given */
    record Stored(BackupId id, String store) implements BackupSource {
        public Stored {
            Checks.filled("the store", store);
        }
    }

    /** @param file the path as it was given; for people, as no node has it */
    record LocalFile(String file) implements BackupSource {
        public LocalFile {
            Checks.filled("the file", file);
        }
    }
}
