package io.etcdbr.job.backup;

import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.format.Manifest;
import io.etcdbr.storage.StoreLocation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a backup ended; at least one store has it.
 *
 * @param manifest as it was stored, but for {@code previousEtcdClusterId}, which each store has of its own
 * @param stores in the order they were given
 */
public record BackupResult(Manifest manifest, List<InStore> stores, Map<Phase, Duration> durations) {

    /** How it ended in one store. */
    public sealed interface InStore {
        StoreLocation store();

        /** It is there. */
        record Stored(StoreLocation store) implements InStore {}

        /** It is not there. */
        record Failed(StoreLocation store, Failure failure) implements InStore {}
    }

    public BackupResult {
        stores = List.copyOf(stores);
        durations = Map.copyOf(durations);
    }

    public List<Failure> failures() {
        return stores.stream()
                .flatMap(store -> store instanceof InStore.Failed failed
                        ? Optional.of(failed.failure()).stream()
                        : Optional.<Failure>empty().stream())
                .toList();
    }

    public ExitCode exitCode() {
        return failures().isEmpty() ? ExitCode.OK : ExitCode.PARTIAL;
    }
}
