package io.etcdbr.format;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the keys of one listing. The keys of a backup share folder and id, and what they share is read once: listings are long
 * and read by programs that have just started. Not for several threads at once.
 */
public final class KeyReader {
    private final Map<String, Optional<Epoch>> epochs = new HashMap<>();
    private final Map<String, Optional<BackupId>> ids = new HashMap<>();

    /** The object that {@code key} names, or empty if it is not one of a backup: then it is left alone. */
    public Optional<BackupKey> read(String key) {
        int slash = key.lastIndexOf('/');
        int dot = key.indexOf('.', slash + 1);
        if (slash < 0 || dot < 0) {
            return Optional.empty();
        }
        Optional<Epoch> epoch = epochs.computeIfAbsent(key.substring(0, slash), Epoch::parse);
        if (epoch.isEmpty()) {
            return Optional.empty();
        }
        return ids.computeIfAbsent(key.substring(slash + 1, dot), BackupId::parse)
                .flatMap(id -> ObjectNameParser.parse(id, key.substring(dot + 1)))
                .map(name -> new BackupKey(epoch.get(), name));
    }
}
