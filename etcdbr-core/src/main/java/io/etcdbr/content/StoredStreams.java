package io.etcdbr.content;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.catalog.BackupCatalog;
import io.etcdbr.catalog.BackupSummary;
import io.etcdbr.format.DataObject;
import io.etcdbr.log.LogKeys;
import io.etcdbr.pipeline.FilesDigest;
import io.etcdbr.pipeline.PlainDigest;
import io.etcdbr.pipeline.SnapshotDigest;
import io.etcdbr.progress.Progress;
import io.etcdbr.storage.StoreException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens data objects so that progress sees every byte and a cancellation ends the reading with a {@link StoreException}. */
public final class StoredStreams {
    private static final Logger LOG = LoggerFactory.getLogger(StoredStreams.class);

    private final BackupCatalog catalog;
    private final Progress progress;
    private final Cancellation cancellation;

    public StoredStreams(BackupCatalog catalog, Progress progress, Cancellation cancellation) {
        this.catalog = catalog;
        this.progress = progress;
        this.cancellation = cancellation;
    }

    /** @param what the work, in two or three words */
    public InputStream open(String what, BackupSummary backup, DataObject data) throws StoreException {
        cancellation.check();
        InputStream stream = catalog.open(backup, data.object());
        Progress.Task task = progress.begin(what, OptionalLong.of(data.storedSize()));
        return new WatchedStream(stream, task, cancellation) {
            @Override
            public void close() throws IOException {
                LOG.atDebug()
                        .addKeyValue(LogKeys.OBJECT, data.object())
                        .addKeyValue(LogKeys.BYTES, bytes())
                        .log("Read");
                task.close();
                super.close();
            }
        };
    }

    /** Judges the plain bytes of such an object. */
    public static PlainDigest newDigest(DataObject data) {
        return switch (data.object().kind()) {
            case SNAPSHOT -> new SnapshotDigest();
            case FILES, KEY_INDEX -> new FilesDigest();
        };
    }

    /** Leaves the task open. */
    static class WatchedStream extends FilterInputStream {
        private final Progress.Task task;
        private final Cancellation cancellation;
        private final Cancellation.Registration registration;
        private long came;

        WatchedStream(InputStream stream, Progress.Task task, Cancellation cancellation) {
            super(stream);
            this.task = task;
            this.cancellation = cancellation;
            this.registration = cancellation.onCancel(() -> closeQuietly(stream));
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            // An IOException, not the cancellation's own: those who decode take a RuntimeException for damaged bytes.
            if (cancellation.reason().isPresent()) {
                throw new StoreException(StoreException.Reason.UNAVAILABLE, "the reading was stopped", "");
            }
            int n = in.read(bytes, offset, length);
            came += Math.max(n, 0);
            task.advance(Math.max(n, 0));
            return n;
        }

        /** How many have come. */
        long bytes() {
            return came;
        }

        @Override
        public void close() throws IOException {
            registration.close();
            super.close();
        }
    }

    private static void closeQuietly(InputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            // The reading ends either way.
        }
    }
}
