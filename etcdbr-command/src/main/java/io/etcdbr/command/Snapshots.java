package io.etcdbr.command;

import io.etcdbr.bbolt.MappedFile;
import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.pipeline.AgeIdentities;
import io.etcdbr.snapshot.Access;
import io.etcdbr.snapshot.OpenSnapshot;
import io.etcdbr.snapshot.SnapshotOpener;
import io.etcdbr.snapshot.SnapshotSource;
import io.etcdbr.storage.StoreLocation;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * Where the verbs find their snapshots that look into one.
 *
 * @param stores needed only for stored backups
 */
public record Snapshots(List<StoreLocation> stores, Path scratch, AgeIdentities identities) {
    /** What {@link #of} and {@link #source} read. */
    public static final List<Setting> USED =
            List.of(Setting.STORES, Setting.CLUSTER, Setting.EPOCH, Setting.IDENTITIES, Setting.SCRATCH);

    /** For the help. */
    public static final Verb.Argument BACKUP = Verb.Argument.required(
            "BACKUP",
            "The backup: its id, the beginning of its id, or 'latest'; or a local snapshot file, if there is a '/' in it or"
                    + " it ends in '.db'.");

    /** What is done with an open snapshot. */
    @FunctionalInterface
    public interface Work<T> {
        T on(OpenSnapshot snapshot) throws IOException;
    }

    /** @param sources all that will be read: where all are files, no store need be named */
    public static Snapshots of(Settings settings, Invocation call, List<SnapshotSource> sources) {
        boolean stored = sources.stream().anyMatch(SnapshotSource.Backup.class::isInstance);
        return new Snapshots(
                stored ? settings.stores() : List.of(), scratch(settings), Choices.identities(settings, call.in()));
    }

    /** The snapshot that an argument names. */
    public static SnapshotSource source(Settings settings, String argument) {
        try {
            return SnapshotSource.parse(argument, Choices.clusterIfGiven(settings), Choices.epoch(settings));
        } catch (InvalidPathException e) {
            settings.mistake("'" + argument + "' is neither a backup's id nor a file: " + e.getReason());
            return new SnapshotSource.File(Path.of("invalid"));
        }
    }

    /** Where stored snapshots are decoded. */
    public static Path scratch(Settings settings) {
        return settings.file(Setting.SCRATCH).orElse(Path.of("."));
    }

    /**
     * Reads one snapshot: of several stores, from the first that has the newest backup that fits.
     *
     * @throws EtcdbrException {@link ExitCode#NOT_FOUND}, {@link ExitCode#REFUSED} if a file was written to meanwhile, and whatever
     *     else stands in the way
     */
    public <T> T read(SnapshotSource source, Access access, Invocation call, Work<T> work) {
        SnapshotOpener opener = new SnapshotOpener(scratch, identities, call.progress(), call.cancellation());
        return switch (source) {
            case SnapshotSource.File(Path path) -> {
                try (OpenSnapshot snapshot = opener.open(path)) {
                    yield on(snapshot, work);
                }
            }
            case SnapshotSource.Backup backup ->
                new Stores(stores)
                        .onBest(
                                backup.query(),
                                (query, location) -> Stores.on(location, store -> {
                                    try (OpenSnapshot snapshot = opener.open(store, query, access)) {
                                        return on(snapshot, work);
                                    }
                                }));
        };
    }

    private static <T> T on(OpenSnapshot snapshot, Work<T> work) {
        try {
            T result = MappedFile.reading(() -> work.on(snapshot));
            snapshot.requireUnchanged();
            return result;
        } catch (IOException e) {
            throw snapshot.failure(e);
        } catch (EtcdbrException e) {
            snapshot.requireUnchanged();
            throw e;
        }
    }
}
