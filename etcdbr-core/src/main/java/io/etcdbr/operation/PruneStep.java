package io.etcdbr.operation;

import io.etcdbr.catalog.BackupSummary;
import io.etcdbr.retention.Reason;
import java.util.List;

/** What became of one backup, or of one that is incomplete. */
public record PruneStep(BackupSummary backup, Action action, List<Reason> reasons) {

    /** What was done. */
    public enum Action {
        KEPT("keep"),
        DELETED("delete"),
        /** Only in a dry run. */
        WOULD_DELETE("would delete"),
        /** Was to be deleted, but the store failed here or before. */
        NOT_DONE("not done");

        private final String text;

        Action(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    public PruneStep {
        reasons = List.copyOf(reasons);
    }
}
