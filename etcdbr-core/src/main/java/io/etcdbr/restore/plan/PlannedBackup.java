package io.etcdbr.restore.plan;

import io.etcdbr.format.Sha256;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The snapshot that is restored.
 *
 * @param plainSha256 of the plain snapshot file
 * @param plainSize of that file in bytes
 * @param revision the newest in the database
 * @param keys that live at that revision
 * @param hash of the database, as {@code etcdutl snapshot status} prints it
 * @param takenAt empty if nobody knows
 */
public record PlannedBackup(
        BackupSource source,
        Sha256 plainSha256,
        long plainSize,
        long revision,
        long keys,
        String hash,
        Optional<Instant> takenAt) {
    private static final Pattern HASH = Pattern.compile("0|[1-9a-f][0-9a-f]{0,7}");

    public PlannedBackup {
        Checks.check(plainSize > 0, "the snapshot is empty");
        Checks.check(revision > 0, "the revision " + revision + " of the backup is not positive");
        Checks.check(keys > 0, "the backup has no keys");
        Checks.check(isHash(hash), "the hash '" + hash + "' is not one to eight hexadecimal digits");
        takenAt = takenAt.map(time -> time.truncatedTo(ChronoUnit.MILLIS));
    }

    /** Whether {@code text} is spelled as {@code etcdutl snapshot status} prints a hash: no leading zeros. */
    public static boolean isHash(String text) {
        return HASH.matcher(text).matches();
    }
}
