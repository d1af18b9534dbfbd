package io.etcdbr.format;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * What a look at a backup found: {@code docs/format.md} section 6.
 *
 * @param database only at level {@link VerificationLevel#DEEP}, and not if it is too damaged
 */
public record Verification(
        FormatVersion formatVersion,
        BackupId id,
        VerificationLevel level,
        VerificationResult result,
        Instant verifiedAt,
        Tool tool,
        List<Finding> findings,
        Optional<DatabaseSummary> database) {

    public Verification {
        verifiedAt = verifiedAt.truncatedTo(ChronoUnit.MILLIS);
        findings = List.copyOf(findings);
    }

    /** The name of the object that keeps it. */
    public ObjectName.Verification name() {
        return new ObjectName.Verification(id, verifiedAt, level, result);
    }
}
