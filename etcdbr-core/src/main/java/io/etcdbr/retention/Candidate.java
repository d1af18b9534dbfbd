package io.etcdbr.retention;

import io.etcdbr.format.BackupId;
import io.etcdbr.format.Epoch;
import io.etcdbr.format.Health;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * A complete backup that retention judges.
 *
 * @param storedAt when the store finished its manifest, by the store's clock
 * @param storedSize bytes it takes in the store
 * @param lockedUntil the end of its lock, past or to come
 * @param readable false if its manifest was read and not understood
 */
public record Candidate(
        Epoch epoch,
        BackupId id,
        Instant storedAt,
        long storedSize,
        Health health,
        Optional<Instant> lockedUntil,
        boolean readable) {
    static final Comparator<Candidate> NEWEST_FIRST =
            Comparator.comparing(Candidate::id).reversed();

    boolean isDamaged() {
        return health == Health.DAMAGED;
    }
}
