package io.etcdbr.kubectl.preflight;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Collects what the checks come to. */
final class Findings {
    private final Set<Check> allowed;
    private final List<Finding> all = new ArrayList<>();

    Findings(Set<Check> allowed) {
        this.allowed = allowed;
    }

    void holds(Check check, String found) {
        all.add(new Finding.Evidence(check, found));
    }

    void warn(Check check, String found, String remedy) {
        all.add(new Finding.Warning(check, found, remedy));
    }

    /** A refusal; of an allowed check a warning. */
    void refuse(Check check, String found, String expected, String remedy) {
        if (!check.allowable()) {
            all.add(new Finding.Refusal(check, found, expected, remedy));
        } else if (allowed.contains(check)) {
            all.add(new Finding.Warning(check, found, "It was allowed with --allow " + check.text()));
        } else {
            all.add(new Finding.Refusal(
                    check,
                    found,
                    expected,
                    remedy + "; or, if you know that it is right, say --allow " + check.text()));
        }
    }

    boolean refused(Check check) {
        return all.stream().anyMatch(finding -> finding.check() == check && finding instanceof Finding.Refusal);
    }

    List<Finding> all() {
        return List.copyOf(all);
    }
}
