package io.etcdbr.operation;

import io.etcdbr.format.DatabaseSummary;
import io.etcdbr.format.Finding;
import io.etcdbr.format.VerificationResult;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What {@link VerifyFile} found.
 *
 * @param size of the file
 * @param trailer whether it ends with a SHA-256, which was compared then
 * @param database empty if it is too damaged
 */
public record VerifiedFile(
        Path file,
        long size,
        boolean trailer,
        Instant verifiedAt,
        List<Finding> findings,
        Optional<DatabaseSummary> database) {

    public VerificationResult result() {
        return findings.stream().anyMatch(BackupCheck::isError) ? VerificationResult.DAMAGED : VerificationResult.SOUND;
    }

    /** What is wrong, where the result is damage: the first of it. */
    public String firstError() {
        return findings.stream()
                .filter(BackupCheck::isError)
                .map(Finding::message)
                .findFirst()
                .orElse("");
    }
}
