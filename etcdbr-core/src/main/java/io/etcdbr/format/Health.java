package io.etcdbr.format;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What is known of a backup's soundness, from its verifications: {@code docs/format.md} section 6. */
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

    /**
     * The one that counts: the newest that found damage and was not followed by a sound one of its own level or a deeper one, else
     * the newest.
     */
    public static Optional<ObjectName.Verification> decisive(Collection<ObjectName.Verification> verifications) {
        return verifications.stream()
                .filter(found -> found.result() == VerificationResult.DAMAGED && stands(found, verifications))
                .max(NEWEST)
                .or(() -> verifications.stream().max(NEWEST));
    }

    public static Health of(Collection<ObjectName.Verification> verifications) {
        return decisive(verifications)
                .map(decisive -> decisive.result() == VerificationResult.SOUND ? VERIFIED : DAMAGED)
                .orElse(UNVERIFIED);
    }

    /** A lesser look does not see what a deeper one found, and the bytes are still the same. */
    private static boolean stands(ObjectName.Verification damage, Collection<ObjectName.Verification> verifications) {
        return verifications.stream()
                .noneMatch(other -> other.result() == VerificationResult.SOUND
                        && other.level().compareTo(damage.level()) >= 0
                        && other.time().isAfter(damage.time()));
    }
}
