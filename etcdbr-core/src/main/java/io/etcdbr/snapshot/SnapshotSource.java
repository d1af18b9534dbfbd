package io.etcdbr.snapshot;

import io.etcdbr.catalog.BackupQuery;
import io.etcdbr.catalog.Selector;
import io.etcdbr.format.ClusterName;
import io.etcdbr.format.EtcdClusterId;
import java.nio.file.Path;
import java.util.Optional;

/** Which database somebody wants to look into. */
public sealed interface SnapshotSource {

    /** A local snapshot, with or without its digest, or a database of a member that does not run. */
    record File(Path path) implements SnapshotSource {}

    /** A stored backup. */
    record Backup(BackupQuery query) implements SnapshotSource {}

    /**
     * A positional argument: a file if it holds a {@code /} or ends in {@code .db}, else the id of a backup, its beginning, or
     * {@code latest}.
     *
     * @throws java.nio.file.InvalidPathException if it is neither
     */
    static SnapshotSource parse(String argument, Optional<ClusterName> cluster, Optional<EtcdClusterId> epoch) {
        return isFile(argument)
                ? new File(Path.of(argument))
                : new Backup(new BackupQuery(cluster, epoch, Selector.parse(argument)));
    }

    static boolean isFile(String argument) {
        return argument.contains("/") || argument.endsWith(".db");
    }
}
