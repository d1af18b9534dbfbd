package io.etcdbr.command;

import io.etcdbr.catalog.BackupCatalog;
import io.etcdbr.catalog.BackupQuery;
import io.etcdbr.catalog.BackupSummary;
import io.etcdbr.catalog.NewestBackup;
import io.etcdbr.catalog.Selector;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.log.LogKeys;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreLocation;
import io.etcdbr.storage.decorate.RetryingStore;
import io.etcdbr.storage.providers.StoreProviders;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stores of one call. */
public record Stores(List<StoreLocation> locations, Opener opener) {
    private static final Logger LOG = LoggerFactory.getLogger(Stores.class);

    public Stores(List<StoreLocation> locations) {
        this(locations, Stores::open);
    }

    /** How a store is opened. */
    @FunctionalInterface
    public interface Opener {
        Store open(StoreLocation location) throws StoreException;
    }

    /** What is done with an open store. */
    @FunctionalInterface
    public interface Work<T> {
        T on(Store store) throws StoreException;
    }

    public static Store open(StoreLocation location) throws StoreException {
        return new RetryingStore(StoreProviders.all().open(location));
    }

    /** Works on one store. */
    public static <T> T on(StoreLocation location, Work<T> work) {
        return new Stores(List.of(location)).at(location, work);
    }

    /** Works on one of these stores. */
    public <T> T at(StoreLocation location, Work<T> work) {
        try (Store store = opener.open(location)) {
            return work.on(store);
        } catch (StoreException e) {
            throw e.asFailure();
        }
    }

    /**
     * What came of working on several stores.
     *
     * @param results of those where it went well
     */
    public record Results<T>(List<T> results, List<EtcdbrException> failures) {

        /** @throws EtcdbrException with the first failure, if there was one */
        public void throwFailure() {
            if (!failures.isEmpty()) {
                throw failures.getFirst();
            }
        }
    }

    /** Works on one store after the other, whatever happens in those before it, unless the work is to stop. */
    <T> Results<T> onEach(Work<T> work) {
        List<T> results = new ArrayList<>();
        List<EtcdbrException> failures = new ArrayList<>();
        for (StoreLocation location : locations) {
            try {
                results.add(at(location, work));
            } catch (EtcdbrException e) {
                note(location, e, failures);
            }
        }
        return new Results<>(results, failures);
    }

    /**
     * Works on the store that has the backup that {@code query} means. Where several have one that fits, the newest counts: a
     * store may lack the last backups, and its {@code latest} would be an old one. A copy that is known to be damaged counts only
     * where there is no other.
     */
    public <T> T onBest(BackupQuery query, BiFunction<BackupQuery, StoreLocation, T> work) {
        if (locations.size() == 1) {
            return work.apply(query, locations.getFirst());
        }
        // By identity, in the order of the stores: the same backup may look the same in several.
        Map<BackupSummary, StoreLocation> found = new IdentityHashMap<>();
        List<BackupSummary> inOrder = new ArrayList<>();
        List<EtcdbrException> failures = new ArrayList<>();
        for (StoreLocation location : locations) {
            try {
                BackupSummary backup = at(location, store -> new BackupCatalog(store).find(query));
                found.put(backup, location);
                inOrder.add(backup);
            } catch (EtcdbrException e) {
                note(location, e, failures);
            }
        }
        BackupSummary best = NewestBackup.usable(inOrder).orElseThrow(() -> mostTelling(failures));
        BackupQuery exact = new BackupQuery(
                query.cluster(), query.epoch(), new Selector.Id(best.id().toString()));
        return work.apply(exact, Objects.requireNonNull(found.get(best)));
    }

    /** That a backup is not there says less than that a store could not be asked. */
    private static EtcdbrException mostTelling(List<EtcdbrException> failures) {
        return failures.stream()
                .filter(failure -> failure.failure().code() != ExitCode.NOT_FOUND)
                .findFirst()
                .orElseGet(failures::getFirst);
    }

    private void note(StoreLocation location, EtcdbrException e, List<EtcdbrException> failures) {
        Failure failure = e.failure();
        failures.add(e);
        if (failure.code() == ExitCode.INTERRUPTED || failure.code() == ExitCode.TERMINATED) {
            throw e;
        }
        if (locations.size() > 1) {
            LOG.atWarn()
                    .addKeyValue(LogKeys.STORE, location)
                    .addKeyValue(LogKeys.ERROR, failure.problem())
                    .log("This store failed; the others are asked as well");
        }
    }
}
