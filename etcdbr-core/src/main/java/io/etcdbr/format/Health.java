package io.etcdbr.format;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What is known of a backup's soundness, from its newest verification of any level. */
public enum Health {
    UNVERIFIED("unverified"),
    VERIFIED("verified"),
    DAMAGED("damaged");

    private static final Comparator<ObjectName.Verification> NEWEST = Comparator.comparing(
                    ObjectName.Verification::time)
            .thenComparing(ObjectName.Verification::result)
            .thenComparing(ObjectName.Verification::level);

    private final String text;

    Health(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    /** The one that counts: the newest, and of those with the same second the one that found damage. */
    public static Optional<ObjectName.Verification> decisive(Collection<ObjectName.Verification> verifications) {
        return verifications.stream().max(NEWEST);
    }

    public static Health of(Collection<ObjectName.Verification> verifications) {
        return decisive(verifications)
                .map(newest -> newest.result() == VerificationResult.SOUND ? VERIFIED : DAMAGED)
                .orElse(UNVERIFIED);
    }
}
