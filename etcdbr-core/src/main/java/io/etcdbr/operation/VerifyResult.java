package io.etcdbr.operation;

import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.storage.StoreLocation;
import java.util.List;
import java.util.Optional;

/**
 * What {@link VerifyBackups} found.
 *
 * @param outcomes in the order in which the backups were taken up, newest first
 * @param notReached how many were left when the store stopped answering
 * @param notDue how many were looked at as deep a short time ago
 */
public record VerifyResult(StoreLocation store, List<VerifyOutcome> outcomes, int notReached, int notDue) {
    public VerifyResult {
        outcomes = List.copyOf(outcomes);
    }

    public long damaged() {
        return outcomes.stream().filter(VerifyResult::isDamaged).count();
    }

    /** {@link ExitCode#DAMAGED} before anything else, then the first thing that could not be done. */
    public ExitCode exitCode() {
        return damaged() > 0
                ? ExitCode.DAMAGED
                : outcomes.stream()
                        .flatMap(outcome -> failure(outcome).stream())
                        .map(Failure::code)
                        .findFirst()
                        .orElse(ExitCode.OK);
    }

    private static boolean isDamaged(VerifyOutcome outcome) {
        return outcome instanceof VerifyOutcome.Checked checked && !checked.sound();
    }

    private static Optional<Failure> failure(VerifyOutcome outcome) {
        return switch (outcome) {
            case VerifyOutcome.Checked checked -> checked.notRecorded();
            case VerifyOutcome.Unchecked unchecked -> Optional.of(unchecked.why());
        };
    }
}
