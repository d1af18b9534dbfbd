package io.etcdbr.snapshot;

import io.etcdbr.bbolt.MappedFile;
import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.catalog.BackupCatalog;
import io.etcdbr.catalog.BackupSummary;
import io.etcdbr.content.ContentFailure;
import io.etcdbr.content.StoredRanges;
import io.etcdbr.content.StoredStreams;
import io.etcdbr.disk.DiskException;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.format.DataObject;
import io.etcdbr.format.Manifest;
import io.etcdbr.keyindex.KeyIndex;
import io.etcdbr.keyindex.KeyIndexException;
import io.etcdbr.log.LogKeys;
import io.etcdbr.pipeline.AgeIdentities;
import io.etcdbr.pipeline.DamagedException;
import io.etcdbr.pipeline.IdentityException;
import io.etcdbr.pipeline.PlainRanges;
import io.etcdbr.progress.Progress;
import io.etcdbr.storage.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The snapshot of one stored backup, on its way to be opened. */
final class StoredSnapshot {
    private static final Logger LOG = LoggerFactory.getLogger(StoredSnapshot.class);
    private static final int LARGEST_BLOCK = 4 << 20;

    private final BackupCatalog catalog;
    private final BackupSummary backup;
    private final Manifest manifest;
    private final DataObject data;
    private final AgeIdentities identities;
    private final Path scratch;
    private final Progress progress;
    private final Cancellation cancellation;

    StoredSnapshot(
            BackupCatalog catalog,
            BackupSummary backup,
            Manifest manifest,
            AgeIdentities identities,
            Path scratch,
            Progress progress,
            Cancellation cancellation) {
        this.catalog = catalog;
        this.backup = backup;
        this.manifest = manifest;
        this.data = manifest.snapshot();
        this.identities = identities;
        this.scratch = scratch;
        this.progress = progress;
        this.cancellation = cancellation;
    }

    OpenSnapshot open(Access access) {
        if (data.object().encrypted() && identities.isEmpty()) {
            throw ContentFailure.noIdentity(backup, "");
        }
        try {
            Optional<KeyIndex> index = access == Access.POINT ? index() : Optional.empty();
            return index.isPresent() ? point(index.get()) : OpenSnapshot.of(name(), stored(), whole(), this::failed);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private OpenSnapshot point(KeyIndex index) throws IOException {
        StoredRanges ranges =
                new StoredRanges("looking into " + data.object(), catalog, backup, data, progress, cancellation);
        try {
            StoredPages pages =
                    new StoredPages(PlainRanges.open(ranges, data, identities), index.frameSize(), ranges::close);
            return OpenSnapshot.indexed(name(), stored(), pages, index, this::whole, this::failed);
        } catch (IOException | RuntimeException e) {
            ranges.close();
            throw e;
        }
    }

    /** The key index, if there is one that is of use; that it is not costs nothing but time. */
    private Optional<KeyIndex> index() throws IOException {
        if (manifest.keyIndex().isEmpty() || !PlainRanges.canOpen(data)) {
            return Optional.empty();
        }
        DataObject object = manifest.keyIndex().get();
        try {
            KeyIndex index = StoredKeyIndex.read(streams(), backup, object, data, identities);
            return index.frameSize() <= LARGEST_BLOCK ? Optional.of(index) : Optional.empty();
        } catch (IdentityException e) {
            // Whoever cannot open the snapshot either is told so by it.
            return Optional.empty();
        } catch (DamagedException e) {
            return useless(object, e);
        } catch (KeyIndexException e) {
            return useless(object, e);
        } catch (StoreException e) {
            if (e.reason() == StoreException.Reason.MISSING) {
                return useless(object, e);
            }
            throw e;
        }
    }

    private Optional<KeyIndex> useless(DataObject object, IOException why) {
        cancellation.check();
        LOG.atWarn()
                .addKeyValue(LogKeys.OBJECT, object.object())
                .addKeyValue(LogKeys.STORE, catalog.location())
                .addKeyValue(LogKeys.REASON, why.getMessage())
                .log("The key index cannot be used, so the whole backup is read");
        return Optional.empty();
    }

    private MappedFile whole() throws IOException {
        return ScratchCopy.of("reading " + data.object(), streams(), backup, data, identities, scratch);
    }

    private StoredStreams streams() {
        return new StoredStreams(catalog, progress, cancellation);
    }

    private String name() {
        return "backup " + backup.id() + " in " + catalog.location();
    }

    private Optional<OpenSnapshot.Stored> stored() {
        return Optional.of(new OpenSnapshot.Stored(catalog.location(), backup, manifest));
    }

    private EtcdbrException failed(IOException failure) {
        cancellation.check();
        return failure instanceof DiskException full
                ? full.asFailure()
                : ContentFailure.of(catalog.location(), backup, data, failure, "Use another backup, or another store");
    }
}
