package io.etcdbr.snapshot;

import io.etcdbr.bbolt.MappedFile;
import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.catalog.BackupCatalog;
import io.etcdbr.catalog.BackupQuery;
import io.etcdbr.catalog.BackupSummary;
import io.etcdbr.content.ContentFailure;
import io.etcdbr.content.StoredStreams;
import io.etcdbr.disk.DiskException;
import io.etcdbr.disk.FreeSpace;
import io.etcdbr.disk.ScratchFile;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.format.DataObject;
import io.etcdbr.format.Manifest;
import io.etcdbr.pipeline.AgeIdentities;
import io.etcdbr.pipeline.Decoder;
import io.etcdbr.progress.Progress;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Opens snapshots. Any number may be open at once. */
public final class SnapshotOpener {
    private static final int BUFFER = 256 * 1024;
    private static final String OTHER_SCRATCH = "Name a directory with enough space with --scratch";

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
     * Maps a local file, which must not change while it is open.
     *
     * @throws EtcdbrException {@link ExitCode#NOT_FOUND}, {@link ExitCode#USAGE} if it cannot be read, or {@link
     *     ExitCode#DAMAGED} if it is no database
     */
    public OpenSnapshot open(Path file) {
        if (!Files.exists(file)) {
            throw new EtcdbrException(
                    ExitCode.NOT_FOUND, "there is no file " + file, "Check its name, or give the id of a backup");
        }
        if (!Files.isRegularFile(file)) {
            throw new EtcdbrException(ExitCode.USAGE, file + " is no file", "Name a snapshot file");
        }
        try {
            return OpenSnapshot.of(
                    "file " + file, Optional.empty(), MappedFile.open(file), failure -> unreadable(file, failure));
        } catch (IOException e) {
            throw unreadable(file, e);
        }
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
        Manifest manifest = catalog.manifest(backup);
        DataObject data = manifest.snapshot();
        if (data.object().encrypted() && identities.isEmpty()) {
            throw ContentFailure.noIdentity(backup, "");
        }
        try {
            return OpenSnapshot.of(
                    "backup " + backup.id() + " in " + catalog.location(),
                    Optional.of(new OpenSnapshot.Stored(catalog.location(), backup, manifest)),
                    decoded(catalog, backup, data),
                    failure -> failed(catalog, backup, data, failure));
        } catch (IOException e) {
            throw failed(catalog, backup, data, e);
        }
    }

    /** The plain bytes, proven whole, in a file that goes away by itself. */
    private MappedFile decoded(BackupCatalog catalog, BackupSummary backup, DataObject data) throws IOException {
        FreeSpace.require(scratch, data.plainSize(), OTHER_SCRATCH);
        try (ScratchFile file = new ScratchFile(scratch, "the scratch directory", OTHER_SCRATCH)) {
            StoredStreams streams = new StoredStreams(catalog, progress, cancellation);
            try (InputStream stored = streams.open("reading " + data.object(), backup, data);
                    Decoder plain = new Decoder(stored, data, StoredStreams.newDigest(data), identities);
                    OutputStream out = file.write()) {
                byte[] buffer = new byte[BUFFER];
                int n;
                while ((n = plain.read(buffer, 0, buffer.length)) >= 0) {
                    out.write(buffer, 0, n);
                }
            }
            return MappedFile.of(file.channel());
        }
    }

    private EtcdbrException failed(BackupCatalog catalog, BackupSummary backup, DataObject data, IOException failure) {
        cancellation.check();
        return failure instanceof DiskException full
                ? full.asFailure()
                : ContentFailure.of(catalog.location(), backup, data, failure, "Use another backup, or another store");
    }

    private static EtcdbrException unreadable(Path file, IOException failure) {
        return new EtcdbrException(
                new Failure(
                        ExitCode.USAGE,
                        "file " + file + " cannot be read: " + DiskException.cause(failure),
                        "Check its permissions"),
                failure);
    }
}
