package io.etcdbr.operation;

import io.etcdbr.catalog.BackupSummary;
import io.etcdbr.format.ClusterName;
import io.etcdbr.storage.StoreLocation;
import java.util.List;

/**
 * What {@link ListBackups} found.
 *
 * @param backups by cluster, of each the epoch with the newest backup first, of each the newest backup first
 * @param leftOut how many fit but exceed the limit
 * @param unrecognised how many objects are not ours
 * @param others the clusters of which there are backups, if none fit
 */
public record BackupList(
        StoreLocation store, List<BackupSummary> backups, int leftOut, int unrecognised, List<ClusterName> others) {
    public BackupList {
        backups = List.copyOf(backups);
        others = List.copyOf(others);
    }
}
