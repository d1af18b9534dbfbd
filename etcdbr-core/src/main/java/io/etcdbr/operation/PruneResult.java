package io.etcdbr.operation;

import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.retention.RetentionPlan;
import io.etcdbr.storage.StoreLocation;
import java.util.List;
import java.util.Optional;

/**
 * What {@link PruneBackups} did, or would do.
 *
 * @param steps by epoch, newest first, incomplete ones among them
 * @param leftovers unfinished objects that were removed, as people would name them
 * @param excesses epochs that take more than the policy allows, though only protected backups are left
 * @param failure where the store failed; everything before that is done
 */
public record PruneResult(
        StoreLocation store,
        boolean dryRun,
        List<PruneStep> steps,
        List<String> leftovers,
        List<RetentionPlan.Excess> excesses,
        Optional<Failure> failure) {
    public PruneResult {
        steps = List.copyOf(steps);
        leftovers = List.copyOf(leftovers);
        excesses = List.copyOf(excesses);
    }

    public long count(PruneStep.Action action) {
        return steps.stream().filter(step -> step.action() == action).count();
    }

    /** Bytes that were freed, or would be. */
    public long freed() {
        return steps.stream()
                .filter(step ->
                        step.action() == PruneStep.Action.DELETED || step.action() == PruneStep.Action.WOULD_DELETE)
                .mapToLong(step -> step.backup().storedSize())
                .sum();
    }

    public ExitCode exitCode() {
        return failure.map(Failure::code).orElse(ExitCode.OK);
    }
}
