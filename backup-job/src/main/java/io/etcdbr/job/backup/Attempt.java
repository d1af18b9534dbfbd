package io.etcdbr.job.backup;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.disk.ScratchFile;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.format.BackupId;
import io.etcdbr.format.BackupKey;
import io.etcdbr.format.Compression;
import io.etcdbr.format.DataKind;
import io.etcdbr.format.DataObject;
import io.etcdbr.format.Epoch;
import io.etcdbr.format.ObjectName;
import io.etcdbr.job.etcd.EtcdSource;
import io.etcdbr.job.etcd.MemberState;
import io.etcdbr.job.etcd.SnapshotStream;
import io.etcdbr.keyindex.KeyIndexBuilder;
import io.etcdbr.pipeline.Encoder;
import io.etcdbr.pipeline.Encoding;
import io.etcdbr.pipeline.FilesDigest;
import io.etcdbr.pipeline.SnapshotDigest;
import io.etcdbr.progress.Progress;
import io.etcdbr.storage.ObjectKey;
import io.etcdbr.storage.WriteOptions;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Everything one backup writes under one id: the snapshot of one member, and the node files. */
final class Attempt {
    private final Epoch epoch;
    private final BackupId id;
    private final Instant startedAt;
    private final MemberState.Reachable member;
    private final BackupOptions options;
    private final List<StoreTarget> targets;
    private final Cancellation cancellation;

    /**
     * The snapshot as it was read.
     *
     * @param keys absent where there can be no index
     */
    record Read(DataObject object, long revisionAtMost, Optional<KeyIndexBuilder> keys) {}

    Attempt(
            Epoch epoch,
            Instant startedAt,
            MemberState.Reachable member,
            BackupOptions options,
            List<StoreTarget> targets,
            Cancellation cancellation) {
        this.epoch = epoch;
        this.id = BackupId.create(startedAt, member.revision());
        this.startedAt = startedAt;
        this.member = member;
        this.options = options;
        this.targets = targets;
        this.cancellation = cancellation;
    }

    BackupId id() {
        return id;
    }

    Instant startedAt() {
        return startedAt;
    }

    MemberState.Reachable member() {
        return member;
    }

    Epoch epoch() {
        return epoch;
    }

    /** In whole seconds, as the lock object's name has it, and never before the time asked for. */
    Optional<Instant> lockUntil() {
        return options.lockFor()
                .map(startedAt::plus)
                .map(until -> until.plusNanos(999_999_999).truncatedTo(ChronoUnit.SECONDS));
    }

    /**
     * Reads the member's snapshot into all stores, or into the spool; commits nothing.
     *
     * @throws io.etcdbr.job.etcd.SourceException if the member broke off
     * @throws io.etcdbr.pipeline.DamagedException if what it sent is not whole
     * @throws FanOut.NoStoreLeftException if every store failed
     */
    Read read(EtcdSource source, Optional<ScratchFile> spool, Progress progress) throws IOException {
        ObjectName.Data name = name(DataKind.SNAPSHOT);
        FutureTask<Long> revisionAtMost = new FutureTask<>(() -> source.revision(member));
        try (SnapshotStream stream = source.open(member);
                Cancellation.Registration closing = cancellation.onCancel(stream::close);
                Progress.Task task = progress.begin("reading etcd", OptionalLong.of(member.dbSize()))) {
            InputStream watched =
                    new Watched(stream, task, () -> Thread.ofVirtual().start(revisionAtMost));
            Optional<KeyIndexBuilder> keys = keyIndexBuilder();
            Encoder.Encoded encoded = spool.isPresent()
                    ? encode(watched, keys, spool.get().write(), () -> {})
                    : encodeToStores(name, watched, keys);
            return new Read(object(name, encoded), Math.max(member.revision(), await(revisionAtMost)), keys);
        }
    }

    private Optional<KeyIndexBuilder> keyIndexBuilder() {
        Compression compression = options.encoding().compression();
        return switch (compression.algorithm()) {
            case ZSTD -> Optional.of(new KeyIndexBuilder(compression.frameSize()));
            // Without either nothing proves a part of the snapshot, so no reader may use an index.
            case NONE ->
                options.encoding().encrypts()
                        ? Optional.of(new KeyIndexBuilder(Encoding.DEFAULT_FRAME_SIZE))
                        : Optional.empty();
            case GZIP -> Optional.empty();
        };
    }

    private Encoder.Encoded encodeToStores(ObjectName.Data name, InputStream plain, Optional<KeyIndexBuilder> keys)
            throws IOException {
        FanOut stores = fanOut(name, OptionalLong.of(member.dbSize()));
        try (SlowStoreWatch watch = new SlowStoreWatch(stores::nanos)) {
            return encode(plain, keys, stores, stores::giveUp);
        } finally {
            stores.abort();
        }
    }

    /** Sends the spool to all stores; commits nothing. */
    void upload(ScratchFile spool, DataObject object, Progress progress) throws IOException {
        byte[] buffer = new byte[256 * 1024];
        FanOut stores = fanOut(object.object(), OptionalLong.of(object.storedSize()));
        try (InputStream in = spool.read();
                stores;
                Progress.Task task = progress.begin("storing", OptionalLong.of(object.storedSize()))) {
            int n;
            while ((n = in.read(buffer)) >= 0) {
                stores.write(buffer, 0, n);
                task.advance(n);
            }
        } finally {
            stores.abort();
        }
    }

    /**
     * Writes what {@code content} produces as a data object of its own into all stores; commits nothing. If it fails, the object is
     * given up everywhere, and may be written again.
     */
    DataObject write(DataKind kind, Content content) throws IOException {
        ObjectName.Data name = name(kind);
        FanOut stores = fanOut(name, OptionalLong.empty());
        try (Encoder encoder = new Encoder(options.encoding(), new FilesDigest(), stores)) {
            return orGiveUp(
                    () -> {
                        content.writeTo(encoder.asStream());
                        DataObject object = object(name, encoder.finish());
                        stores.abort();
                        return object;
                    },
                    stores::giveUp);
        }
    }

    /** Produces plain bytes. */
    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    ObjectKey key(ObjectName name) {
        return new ObjectKey(new BackupKey(epoch, name).toString());
    }

    WriteOptions writeOptions(OptionalLong expectedSize) {
        return new WriteOptions(lockUntil(), expectedSize);
    }

    private FanOut fanOut(ObjectName.Data name, OptionalLong expectedSize) throws IOException {
        return new FanOut(targets, key(name), writeOptions(expectedSize));
    }

    private Encoder.Encoded encode(
            InputStream plain, Optional<KeyIndexBuilder> keys, OutputStream sink, Runnable givingUp)
            throws IOException {
        try (Encoder encoder = new Encoder(options.encoding(), new SnapshotDigest(), sink);
                Cancellation.Registration aborting = cancellation.onCancel(encoder::abort)) {
            return orGiveUp(
                    () -> {
                        encoder.readFully(
                                plain,
                                (bytes, offset, length) ->
                                        keys.ifPresent(index -> index.update(bytes, offset, length)));
                        return encoder.finish();
                    },
                    givingUp);
        }
    }

    @FunctionalInterface
    private interface Step<T> {
        T run() throws IOException;
    }

    /**
     * Gives up before the encoder is closed, which interrupts the thread that writes to the stores: what a store says to that is no
     * failure of the store, and the next attempt still has it.
     */
    private static <T> T orGiveUp(Step<T> encoding, Runnable givingUp) throws IOException {
        try {
            return encoding.run();
        } catch (IOException | RuntimeException e) {
            givingUp.run();
            throw e;
        }
    }

    private ObjectName.Data name(DataKind kind) {
        return new ObjectName.Data(
                id,
                kind,
                options.encoding().compression().algorithm(),
                options.encoding().encrypts());
    }

    private DataObject object(ObjectName.Data name, Encoder.Encoded encoded) {
        return new DataObject(
                name,
                encoded.plain().size(),
                encoded.plain().sha256(),
                encoded.storedSize(),
                encoded.storedSha256(),
                options.encoding().compression());
    }

    private static long await(FutureTask<Long> revision) throws IOException {
        try {
            return revision.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof EtcdbrException failed) {
                throw failed;
            }
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    /** Tells progress, and says when the first byte is there: then etcd has opened the transaction that it sends. */
    private static final class Watched extends FilterInputStream {
        private final Progress.Task task;
        private final Runnable begun;
        private boolean first = true;

        Watched(InputStream in, Progress.Task task, Runnable begun) {
            super(in);
            this.task = task;
            this.begun = begun;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int n = super.read(bytes, offset, length);
            if (first) {
                first = false;
                begun.run();
            }
            task.advance(Math.max(0, n));
            return n;
        }
    }
}
