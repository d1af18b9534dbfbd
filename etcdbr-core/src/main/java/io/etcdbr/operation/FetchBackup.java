package io.etcdbr.operation;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.catalog.BackupCatalog;
import io.etcdbr.catalog.BackupQuery;
import io.etcdbr.catalog.BackupSummary;
import io.etcdbr.content.ContentFailure;
import io.etcdbr.content.StoredStreams;
import io.etcdbr.disk.DiskException;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.format.DataKind;
import io.etcdbr.format.DataObject;
import io.etcdbr.format.FilesObject;
import io.etcdbr.format.Manifest;
import io.etcdbr.pipeline.AgeIdentities;
import io.etcdbr.pipeline.Decoder;
import io.etcdbr.progress.Progress;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;

/** Brings a backup back out of its store, proven whole. */
public final class FetchBackup {
    private static final int BUFFER = 256 * 1024;

    /** Where to. */
    public sealed interface Destination {
        /**
         * A file, which appears whole or not at all.
         *
         * @param path the file, or a directory to put it into under its own name
         * @param force whether it may replace a file that is there
         */
        record File(Path path, boolean force) implements Destination {}

        /** A stream such as standard output, which is not closed. */
        record Stream(OutputStream stream) implements Destination {}
    }

    /**
     * @param kind the snapshot or the tar of node files
     * @param stored whether to leave the bytes compressed and encrypted as they are stored
     */
    public record Options(
            BackupQuery query, DataKind kind, boolean stored, Destination destination, AgeIdentities identities) {}

    private final BackupCatalog catalog;
    private final StoredStreams streams;
    private final Cancellation cancellation;

    public FetchBackup(Store store, Progress progress, Cancellation cancellation) {
        this.catalog = new BackupCatalog(store);
        this.streams = new StoredStreams(catalog, progress, cancellation);
        this.cancellation = cancellation;
    }

    /**
     * Fetches. Everything that can be refused is refused before the first byte is read.
     *
     * @throws EtcdbrException with a code that says whether the backup is missing ({@link ExitCode#NOT_FOUND}), damaged, or not
     *     to be opened, or whether the file is there already ({@link ExitCode#REFUSED}) or does not fit ({@link
     *     ExitCode#NO_SPACE}); no file was then made or changed. What a stream was given by then must be thrown away.
     */
    public FetchedBackup run(Options options) throws StoreException {
        BackupSummary backup = catalog.find(options.query());
        Manifest manifest = catalog.manifest(backup);
        DataObject data = chosen(options, manifest);
        requireIdentity(options, backup, data);
        Optional<Path> file = switch (options.destination()) {
            case Destination.File(Path path, boolean force) -> Optional.of(toFile(options, backup, data, path, force));
            case Destination.Stream(OutputStream stream) -> {
                toStream(options, backup, data, stream);
                yield Optional.empty();
            }
        };
        return new FetchedBackup(
                catalog.location(),
                backup,
                manifest,
                data,
                file,
                options.stored() ? data.storedSize() : data.plainSize(),
                options.stored() ? data.storedSha256() : data.plainSha256());
    }

    private Path toFile(Options options, BackupSummary backup, DataObject data, Path path, boolean force)
            throws StoreException {
        String name = options.stored()
                ? data.object().toString()
                : backup.id() + "." + data.object().kind().extension();
        try (NewFile file =
                NewFile.create(path, name, force, options.stored() ? data.storedSize() : data.plainSize())) {
            try {
                copy(options, backup, data, file.stream());
            } catch (DiskException e) {
                throw e.asFailure();
            } catch (IOException e) {
                throw failed(
                        backup, data, e, "No file was written; fetch another backup, or this one from another store");
            }
            cancellation.check();
            return file.publish();
        }
    }

    private void toStream(Options options, BackupSummary backup, DataObject data, OutputStream stream)
            throws StoreException {
        OutputStream out = new ReceiverStream(stream);
        try {
            copy(options, backup, data, out);
            out.flush();
        } catch (ReceiverStream.ReceiverException e) {
            throw new EtcdbrException(stopped(backup, e), e);
        } catch (IOException e) {
            throw failed(backup, data, e, "Throw away what was written so far: it is not a whole backup");
        }
    }

    private static Failure stopped(BackupSummary backup, ReceiverStream.ReceiverException why) {
        return DiskException.isFull(why)
                ? new Failure(
                        ExitCode.NO_SPACE,
                        "there is no room for backup " + backup.id() + " where it is written to: " + why.getMessage(),
                        "Make room on that disk, and throw away what was written")
                : new Failure(
                        ExitCode.REFUSED,
                        "whoever takes the output of backup " + backup.id() + " stopped taking it: " + why.getMessage(),
                        "Throw away what it has");
    }

    private void copy(Options options, BackupSummary backup, DataObject data, OutputStream out) throws IOException {
        try (InputStream stored = streams.open("fetching " + data.object(), backup, data);
                InputStream checked = options.stored()
                        ? new StoredCheck(stored, data)
                        : new Decoder(stored, data, StoredStreams.newDigest(data), options.identities())) {
            byte[] buffer = new byte[BUFFER];
            int n;
            while ((n = checked.read(buffer, 0, buffer.length)) >= 0) {
                out.write(buffer, 0, n);
            }
        }
    }

    private EtcdbrException failed(BackupSummary backup, DataObject data, IOException failure, String remedy) {
        cancellation.check();
        return ContentFailure.of(catalog.location(), backup, data, failure, remedy);
    }

    private static DataObject chosen(Options options, Manifest manifest) {
        return switch (options.kind()) {
            case SNAPSHOT -> manifest.snapshot();
            case FILES ->
                manifest.files()
                        .map(FilesObject::data)
                        .orElseThrow(() -> new EtcdbrException(
                                ExitCode.NOT_FOUND,
                                "backup " + manifest.id() + " holds no node files",
                                "Fetch its snapshot, or a backup made with --include"));
            case KEY_INDEX ->
                manifest.keyIndex()
                        .orElseThrow(() -> new EtcdbrException(
                                ExitCode.NOT_FOUND, "backup " + manifest.id() + " has no key index", ""));
        };
    }

    private static void requireIdentity(Options options, BackupSummary backup, DataObject data) {
        if (data.object().encrypted()
                && !options.stored()
                && options.identities().isEmpty()) {
            throw ContentFailure.noIdentity(backup, ", or fetch the bytes as they are stored with --stored");
        }
    }
}
