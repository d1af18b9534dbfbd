package io.etcdbr.operation;

import io.etcdbr.catalog.BackupSummary;
import io.etcdbr.format.DataObject;
import io.etcdbr.format.Manifest;
import io.etcdbr.format.Sha256;
import io.etcdbr.storage.StoreLocation;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@link FetchBackup} wrote, after every digest was compared.
 *
 * @param data what was fetched
 * @param file where it is now; empty for a stream
 * @param size bytes written
 * @param sha256 of the bytes written
 */
public record FetchedBackup(
        StoreLocation store,
        BackupSummary summary,
        Manifest manifest,
        DataObject data,
        Optional<Path> file,
        long size,
        Sha256 sha256) {}
