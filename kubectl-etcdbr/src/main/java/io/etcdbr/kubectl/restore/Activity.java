package io.etcdbr.kubectl.restore;

import io.etcdbr.progress.Progress;

/** What somebody who waits is told. */
public interface Activity {

    /** What is being done from now on, such as "reading the backup"; shown until the next one. */
    void begins(String what);

    /** A sentence that stays. */
    void says(String sentence);

    /** For work of which it is known how far it is. */
    Progress progress();

    /** For tests and scripts that read only the result. */
    Activity SILENT = new Activity() {
        @Override
        public void begins(String what) {}

        @Override
        public void says(String sentence) {}

        @Override
        public Progress progress() {
            return Progress.NONE;
        }
    };
}
