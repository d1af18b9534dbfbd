package io.etcdbr.kubectl.restore;

import io.etcdbr.kubectl.preflight.Check;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the user asked for.
 *
 * @param clusterName for a file that does not tell; else the backup's counts
 * @param fenced what is said of members that do not take part
 * @param allowed checks to go on in spite of
 * @param keepOldDays how long the old data is to stay
 */
public record Wishes(
        BackupChoice choice,
        Optional<String> clusterName,
        Map<String, String> fenced,
        Set<Check> allowed,
        int keepOldDays) {

    public Wishes {
        fenced = Map.copyOf(fenced);
        allowed = Set.copyOf(allowed);
    }

    /** Private keys for an encrypted backup, asked for only when one is needed. */
    @FunctionalInterface
    public interface Identities {
        /** @param backup for the question; the keys are never empty */
        byte[] forBackup(String backup);
    }
}
