package io.etcdbr.kubectl.restore;

import io.etcdbr.restore.plan.RestorePlan;
import java.nio.file.Path;
import java.util.List;

/** Which state the user wants back. */
public sealed interface BackupChoice {

    /** @param arguments of {@code etcdbr-job describe}: an id, {@code latest}, {@code --before}, {@code --revision} */
    record Stored(List<String> arguments) implements BackupChoice {
        public Stored {
            arguments = List.copyOf(arguments);
        }
    }

    /** A snapshot on this workstation, as {@code etcdctl snapshot save} writes it. */
    record LocalFile(Path path) implements BackupChoice {}

    /**
     * What an earlier restore set aside.
     *
     * @param plan of a restore that has ended with the restored data
     * @param scratch a folder of this workstation, for a file without a name while it is staged
     */
    record Kept(RestorePlan plan, Path scratch) implements BackupChoice {}
}
