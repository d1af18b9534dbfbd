package io.etcdbr.operation;

import io.etcdbr.catalog.BackupSummary;
import io.etcdbr.error.Failure;
import io.etcdbr.format.Verification;
import io.etcdbr.format.VerificationLevel;
import io.etcdbr.format.VerificationResult;
import java.util.Optional;

/** What became of the verification of one backup. */
public sealed interface VerifyOutcome {

    BackupSummary backup();

    /**
     * It was looked at.
     *
     * @param notRecorded why the result could not be written to the store, if it should have been
     */
    record Checked(BackupSummary backup, Verification verification, Optional<Failure> notRecorded)
            implements VerifyOutcome {

        public boolean sound() {
            return verification.result() == VerificationResult.SOUND;
        }

        /** Whether all bytes are as they were written, but the database in them was damaged already when etcd sent it. */
        public boolean damagedAtSource() {
            return !sound() && verification.level() == VerificationLevel.DEEP;
        }
    }

    /** It could not be looked at, or not as deep as was asked; nothing is said about its soundness. */
    record Unchecked(BackupSummary backup, Failure why) implements VerifyOutcome {}
}
