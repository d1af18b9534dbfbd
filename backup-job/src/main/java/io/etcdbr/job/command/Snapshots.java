package io.etcdbr.job.command;

import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
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
import java.util.Optional;

/** Where a verb that looks into snapshots finds them, and how it opens them. */
record Snapshots(List<StoreLocation> stores, Path scratch, AgeIdentities identities) {
    static final String FORM = "ID|latest|FILE";
    static final String MEANING =
            "The backup: its id, the beginning of its id, or 'latest'; or a snapshot file, with a '/' in its name or '.db' at its end.";

    static final List<Setting> USED =
            List.of(Setting.STORES, Setting.CLUSTER, Setting.EPOCH, Setting.IDENTITIES, Setting.SCRATCH);

    /** What is done with an open snapshot. */
    @FunctionalInterface
    interface Work<T> {
        T on(OpenSnapshot snapshot) throws IOException;
    }

    /** What an argument means; a problem is noted. */
    static SnapshotSource source(Settings settings, String argument) {
        try {
            return SnapshotSource.parse(argument, Choices.clusterIfGiven(settings), Choices.epoch(settings));
        } catch (InvalidPathException e) {
            settings.mistake("expected a backup or a file, found '" + argument + "': " + e.getReason());
            return SnapshotSource.parse("latest", Optional.empty(), Optional.empty());
        }
    }

    /** @param sources all that are going to be opened: files need no store */
    static Snapshots from(Settings settings, Invocation call, List<SnapshotSource> sources) {
        boolean stored = sources.stream().anyMatch(SnapshotSource.Backup.class::isInstance);
        return new Snapshots(
                stored ? settings.stores() : List.of(),
                settings.writableDirectory(Setting.SCRATCH).orElse(Path.of("/tmp")),
                Choices.identities(settings, call.in()));
    }

    /** Opens a snapshot and works on it; of several stores the one with the newest backup that fits is read. */
    <T> T in(SnapshotSource source, Access access, Invocation call, Work<T> work) {
        SnapshotOpener opener = new SnapshotOpener(scratch, identities, call.progress(), call.cancellation());
        return switch (source) {
            case SnapshotSource.File file -> worked(opener.open(file.path()), work);
            case SnapshotSource.Backup backup ->
                new Stores(stores)
                        .onBest(
                                backup.query(),
                                (exact, location) ->
                                        Stores.on(location, store -> worked(opener.open(store, exact, access), work)));
        };
    }

    private static <T> T worked(OpenSnapshot snapshot, Work<T> work) {
        try (snapshot) {
            return work.on(snapshot);
        } catch (IOException e) {
            throw snapshot.failure(e);
        }
    }
}
