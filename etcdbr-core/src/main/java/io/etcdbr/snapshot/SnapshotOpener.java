package io.etcdbr.snapshot;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.catalog.BackupCatalog;
import io.etcdbr.catalog.BackupQuery;
import io.etcdbr.catalog.BackupSummary;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.pipeline.AgeIdentities;
import io.etcdbr.progress.Progress;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import java.nio.file.Path;

/** Opens snapshots. Any number may be open at once. */
public final class SnapshotOpener {
    private final Path scratch;
    private final AgeIdentities identities;
    private final Progress progress;
    private final Cancellation cancellation;

    /** @param scratch the directory in which stored backups are decoded: readable by nobody else, and without a name */
    public SnapshotOpener(Path scratch, AgeIdentities identities, Progress progress, Cancellation cancellation) {
        this.scratch = scratch;
        this.identities = identities;
        this.progress = progress;
        this.cancellation = cancellation;
    }

    /**
     * Maps a local file, which must not change while it is open: {@link OpenSnapshot#requireUnchanged} tells.
     *
     * @throws EtcdbrException {@link ExitCode#NOT_FOUND}, {@link ExitCode#USAGE} if it cannot be read, or {@link
     *     ExitCode#DAMAGED} if it is no database
     */
    public OpenSnapshot open(Path file) {
        return OpenSnapshot.of("file " + file, LocalFile.open(file), failure -> LocalFile.unreadable(file, failure));
    }

    /**
     * Opens the snapshot of a stored backup. {@code store} must stay open as long as the snapshot is.
     *
     * @throws EtcdbrException {@link ExitCode#NOT_FOUND} if there is no such backup, {@link ExitCode#DAMAGED}, {@link
     *     ExitCode#IDENTITY} if it is not to be opened, {@link ExitCode#NO_SPACE} if it does not fit into the scratch directory
     * @throws StoreException if the backups cannot even be listed
     */
    public OpenSnapshot open(Store store, BackupQuery query, Access access) throws StoreException {
        BackupCatalog catalog = new BackupCatalog(store);
        BackupSummary backup = catalog.find(query);
        return new StoredSnapshot(
                        catalog, backup, catalog.manifest(backup), identities, scratch, progress, cancellation)
                .open(access);
    }
}
