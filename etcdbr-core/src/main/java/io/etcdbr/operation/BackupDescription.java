package io.etcdbr.operation;

import io.etcdbr.catalog.BackupSummary;
import io.etcdbr.error.Failure;
import io.etcdbr.format.Manifest;
import io.etcdbr.format.Verification;
import io.etcdbr.storage.StoreLocation;
import java.util.List;

/**
 * All that is known of one backup.
 *
 * @param verifications newest first
 * @param unreadable verifications that could not be read, each with why
 */
public record BackupDescription(
        StoreLocation store,
        BackupSummary summary,
        Manifest manifest,
        List<Verification> verifications,
        List<Failure> unreadable) {
    public BackupDescription {
        verifications = List.copyOf(verifications);
        unreadable = List.copyOf(unreadable);
    }
}
