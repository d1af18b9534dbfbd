package io.etcdbr.kubectl.preflight;

import java.util.List;
import java.util.Set;

/** Whether a restore may begin: {@code docs/restore-design.md}, section 9. Pure. */
public final class Preflight {
    private Preflight() {}

    /**
     * Checks everything, whatever was refused before: an administrator gets all of it at once.
     *
     * @param allowed checks that an administrator goes on in spite of; only those that are {@link Check#allowable} count
     */
    public static List<Finding> of(Facts facts, Set<Check> allowed) {
        Findings findings = new Findings(allowed);
        ControlPlaneChecks.run(facts, findings);
        NodeChecks.run(facts, findings);
        BackupChecks.run(facts, findings);
        RoomChecks.run(facts, findings);
        ConsequenceChecks.run(facts, findings);
        return findings.all();
    }

    public static List<Finding.Refusal> refusals(List<Finding> findings) {
        return findings.stream()
                .filter(Finding.Refusal.class::isInstance)
                .map(Finding.Refusal.class::cast)
                .toList();
    }
}
