package io.etcdbr.kubectl.restore;

import io.etcdbr.kubectl.preflight.Facts;
import io.etcdbr.kubectl.preflight.Finding;
import io.etcdbr.kubectl.preflight.Loss;
import io.etcdbr.kubectl.preflight.Preflight;
import io.etcdbr.restore.plan.RestorePlan;
import java.util.List;
import java.util.Optional;

/**
 * What a restore would be, before anything is done.
 *
 * @param plan empty if something was refused
 * @param loss empty if the backup could not be compared; {@code whyNoLoss} says why
 */
public record Preparation(
        Facts facts, List<Finding> findings, Optional<RestorePlan> plan, Optional<Loss> loss, String whyNoLoss) {

    public Preparation {
        findings = List.copyOf(findings);
    }

    public List<Finding.Refusal> refusals() {
        return Preflight.refusals(findings);
    }
}
