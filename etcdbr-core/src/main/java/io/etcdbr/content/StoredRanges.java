package io.etcdbr.content;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.catalog.BackupCatalog;
import io.etcdbr.catalog.BackupSummary;
import io.etcdbr.format.DataObject;
import io.etcdbr.log.LogKeys;
import io.etcdbr.pipeline.DamagedException;
import io.etcdbr.pipeline.Ranges;
import io.etcdbr.progress.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stored bytes of a data object, piece by piece: each read is one request to the store. Watched and stoppable as {@link
 * StoredStreams}, and counted.
 */
public final class StoredRanges implements Ranges, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StoredRanges.class);

    private final BackupCatalog catalog;
    private final BackupSummary backup;
    private final DataObject data;
    private final long size;
    private final Progress.Task task;
    private final Cancellation cancellation;
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    /** @param what the work, in two or three words */
    public StoredRanges(
            String what,
            BackupCatalog catalog,
            BackupSummary backup,
            DataObject data,
            Progress progress,
            Cancellation cancellation) {
        this.catalog = catalog;
        this.backup = backup;
        this.data = data;
        this.size = backup.size(data.object()).orElse(data.storedSize());
        this.cancellation = cancellation;
        this.task = progress.begin(what, OptionalLong.empty());
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(long offset, byte[] target, int at, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, size);
        if (length == 0) {
            return;
        }
        cancellation.check();
        requests.incrementAndGet();
        try (InputStream stream = new StoredStreams.WatchedStream(
                catalog.open(backup, data.object(), offset, length), task, cancellation)) {
            int found = stream.readNBytes(target, at, length);
            bytes.addAndGet(found);
            if (found < length) {
                throw new DamagedException(
                        "it ends at stored byte " + (offset + found) + ", but a listing said " + size);
            }
        }
    }

    /** How many requests were made. */
    public long requests() {
        return requests.get();
    }

    /** How many bytes came. */
    public long bytes() {
        return bytes.get();
    }

    /** Ends the display of progress. */
    @Override
    public void close() {
        LOG.atDebug()
                .addKeyValue(LogKeys.OBJECT, data.object())
                .addKeyValue(LogKeys.COUNT, requests())
                .addKeyValue(LogKeys.BYTES, bytes())
                .log("Read in pieces");
        task.close();
    }
}
