package io.etcdbr.job.backup;

import io.etcdbr.format.ClusterName;
import io.etcdbr.format.Tool;
import io.etcdbr.pipeline.Encoding;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What to back up and how.
 *
 * @param encoding of the snapshot; the files are compressed likewise and encrypted to the same recipients
 * @param include absolute paths of node files
 * @param allowPlaintextKeys whether included private keys may be stored without encryption
 * @param spool where the stored bytes wait for slow stores
 * @param lockFor how long the stores are to hold the backup against deletion
 */
public record BackupOptions(
        ClusterName cluster,
        Encoding encoding,
        List<Path> include,
        boolean allowPlaintextKeys,
        Optional<Path> spool,
        Optional<Duration> lockFor,
        Tool tool) {

    public BackupOptions {
        include = List.copyOf(include);
    }
}
