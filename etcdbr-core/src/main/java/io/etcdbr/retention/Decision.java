package io.etcdbr.retention;

import java.util.List;

/**
 * What becomes of one backup.
 *
 * @param reasons at least one
 */
public record Decision(Candidate candidate, boolean keep, List<Reason> reasons) {
    public Decision {
        reasons = List.copyOf(reasons);
    }
}
