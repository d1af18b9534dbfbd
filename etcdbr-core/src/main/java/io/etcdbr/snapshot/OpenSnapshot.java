package io.etcdbr.snapshot;

import io.etcdbr.bbolt.BboltException;
import io.etcdbr.bbolt.Database;
import io.etcdbr.bbolt.MappedFile;
import io.etcdbr.bbolt.PageSource;
import io.etcdbr.catalog.BackupSummary;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.etcddb.EtcdDataException;
import io.etcdbr.etcddb.EtcdDatabase;
import io.etcdbr.etcddb.KeyHints;
import io.etcdbr.etcddb.Keys;
import io.etcdbr.format.Manifest;
import io.etcdbr.keyindex.IndexedKeys;
import io.etcdbr.keyindex.KeyIndex;
import io.etcdbr.storage.StoreLocation;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A database that is open for reading. What reads it throws {@link IOException}s, which {@link #failure} makes understood. Any
 * number of threads may read; nobody may once it is closed.
 */
public final class OpenSnapshot implements AutoCloseable {
    private final String name;
    private final Optional<Stored> stored;
    private final PageSource pages;
    private final Database database;
    private final Function<IOException, EtcdbrException> failures;
    private final Hints hints;
    private final Whole whole;
    private final Guard guard;
    private @Nullable PageSource all;

    /** Fetches all of it. */
    interface Whole {
        PageSource fetch() throws IOException;
    }

    /** Knows where keys are, by looking into the database. */
    interface Hints {
        Hints NONE = pages -> KeyHints.NONE;

        KeyHints in(PageSource pages);
    }

    /** Says whether the bytes are still those that were opened. */
    interface Guard {
        Guard NONE = Optional::empty;

        Optional<EtcdbrException> change();
    }

    /** Where a snapshot was found. */
    public record Stored(StoreLocation store, BackupSummary backup, Manifest manifest) {
        /** When the backup began. */
        public Instant time() {
            return manifest.startedAt();
        }
    }

    private OpenSnapshot(
            String name,
            Optional<Stored> stored,
            PageSource pages,
            Database database,
            Hints hints,
            Whole whole,
            Function<IOException, EtcdbrException> failures,
            Guard guard) {
        this.name = name;
        this.stored = stored;
        this.pages = pages;
        this.database = database;
        this.hints = hints;
        this.whole = whole;
        this.failures = failures;
        this.guard = guard;
    }

    /**
     * @param pages closed with the snapshot, and at once if it is no database
     * @param failures what it means that the bytes cannot be had
     */
    static OpenSnapshot of(
            String name, Optional<Stored> stored, PageSource pages, Function<IOException, EtcdbrException> failures) {
        return opened(
                name,
                pages,
                failures,
                Guard.NONE,
                database ->
                        new OpenSnapshot(name, stored, pages, database, Hints.NONE, () -> pages, failures, Guard.NONE));
    }

    /** A local file; it is closed with the snapshot, and at once if it is no database. */
    static OpenSnapshot of(String name, LocalFile file, Function<IOException, EtcdbrException> failures) {
        return opened(
                name,
                file,
                failures,
                file::change,
                database -> new OpenSnapshot(
                        name, Optional.empty(), file, database, Hints.NONE, () -> file, failures, file::change));
    }

    /**
     * @param pages good for single looks
     * @param whole the same bytes, for when the index does not help; fetched at most once
     */
    static OpenSnapshot indexed(
            String name,
            Optional<Stored> stored,
            StoredPages pages,
            KeyIndex index,
            Whole whole,
            Function<IOException, EtcdbrException> failures) {
        return opened(
                name,
                pages,
                failures,
                Guard.NONE,
                database -> new OpenSnapshot(
                        name,
                        stored,
                        pages,
                        database,
                        at -> new IndexedKeys(index, at, database.meta(), pages.keptBlocks() / 2),
                        whole,
                        failures,
                        Guard.NONE));
    }

    private static OpenSnapshot opened(
            String name,
            PageSource pages,
            Function<IOException, EtcdbrException> failures,
            Guard guard,
            Function<Database, OpenSnapshot> of) {
        try {
            return of.apply(MappedFile.reading(() -> Database.open(pages)));
        } catch (IOException e) {
            closeQuietly(pages);
            throw guard.change().orElseGet(() -> failure(name, failures, e));
        } catch (RuntimeException | Error e) {
            closeQuietly(pages);
            throw e;
        }
    }

    /** What it is called in messages: {@code backup 20261120T143005Z-r48211907-7f3a9c in s3://…} or {@code file …}. */
    public String name() {
        return name;
    }

    /** Empty for a local file. */
    public Optional<Stored> stored() {
        return stored;
    }

    /** The file, with the digest that may end it; to be read whole only if it was opened for that. */
    public PageSource pages() {
        return pages;
    }

    /** The file as bbolt sees it. */
    public Database bbolt() {
        return database;
    }

    public EtcdDatabase database() {
        return new EtcdDatabase(database);
    }

    /** Good for single keys and for all of them, however the snapshot was opened. */
    public Keys keys() {
        KeyHints current = (wanted, newestOnly) -> hints.in(nearest()).revisions(wanted, newestOnly);
        return new Keys(database(), current, new Keys.Whole() {
            @Override
            public EtcdDatabase open() throws IOException {
                return new EtcdDatabase(Database.open(fetched()));
            }

            @Override
            public Optional<EtcdDatabase> ifOpen() throws IOException {
                return nearest() == pages ? Optional.empty() : Optional.of(open());
            }
        });
    }

    /** All of it, once that was fetched. */
    private synchronized PageSource nearest() {
        return all == null ? pages : all;
    }

    private synchronized PageSource fetched() throws IOException {
        if (all == null) {
            all = whole.fetch();
        }
        return all;
    }

    /** What it means that reading this snapshot failed. */
    public EtcdbrException failure(IOException e) {
        return guard.change().orElseGet(() -> failure(name, failures, e));
    }

    /**
     * To be asked when all is read, and before a failure is told that comes of what was read.
     *
     * @throws EtcdbrException {@link ExitCode#REFUSED} if somebody wrote to the file meanwhile, so that nothing read of it counts
     */
    public void requireUnchanged() {
        guard.change().ifPresent(change -> {
            throw change;
        });
    }

    @Override
    public synchronized void close() {
        closeQuietly(pages);
        if (all != null && all != pages) {
            closeQuietly(all);
        }
    }

    private static EtcdbrException failure(
            String name, Function<IOException, EtcdbrException> failures, IOException failure) {
        return switch (failure) {
            case BboltException e -> damaged(name, e);
            case EtcdDataException e -> damaged(name, e);
            default -> failures.apply(failure);
        };
    }

    private static EtcdbrException damaged(String name, IOException e) {
        return new EtcdbrException(
                new Failure(
                        ExitCode.DAMAGED,
                        name + " does not hold a sound etcd database: " + e.getMessage(),
                        "Use another backup, and say verify --deep to see all that is wrong with this one"),
                e);
    }

    private static void closeQuietly(PageSource pages) {
        try {
            pages.close();
        } catch (IOException e) {
            // It was only read.
        }
    }
}
