package io.etcdbr.snapshot;

import io.etcdbr.etcddb.Changes;
import io.etcdbr.format.BackupId;
import io.etcdbr.format.ClusterName;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.storage.StoreLocation;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a state of an etcd was found, and which one it is.
 *
 * @param name what it is called, such as {@code backup … in …} and {@code file …}
 * @param store only of a stored backup, as {@code backup} and {@code cluster}
 * @param etcdClusterId empty of a file, which does not tell
 * @param time when the backup began, or when the etcd was asked; empty of a file
 * @param etcdVersion of the member that was read
 * @param revision the newest of the state, 0 if it never had one
 */
public record Origin(
        String name,
        Optional<StoreLocation> store,
        Optional<BackupId> backup,
        Optional<ClusterName> cluster,
        Optional<EtcdClusterId> etcdClusterId,
        Optional<Instant> time,
        Optional<String> etcdVersion,
        long revision) {

    public static Origin of(OpenSnapshot snapshot) throws IOException {
        Optional<OpenSnapshot.Stored> stored = snapshot.stored();
        return new Origin(
                snapshot.name(),
                stored.map(OpenSnapshot.Stored::store),
                stored.map(found -> found.backup().id()),
                stored.map(found -> found.manifest().cluster().name()),
                stored.map(found -> found.manifest().cluster().etcdClusterId()),
                stored.map(OpenSnapshot.Stored::time),
                stored.map(found -> found.manifest().source().etcdVersion()),
                newest(snapshot));
    }

    private static long newest(OpenSnapshot snapshot) throws IOException {
        Optional<Changes> changes = snapshot.database().changes();
        return changes.isPresent() && changes.get().last()
                ? changes.get().revision().main()
                : 0;
    }
}
