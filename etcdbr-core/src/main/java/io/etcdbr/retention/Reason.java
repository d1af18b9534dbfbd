package io.etcdbr.retention;

/**
 * Why a backup is kept or deleted.
 *
 * @param rule a stable word for programs, such as {@code keep-daily} or {@code locked}
 * @param detail for people, such as {@code 2026-11-20}; may be empty
 */
public record Reason(String rule, String detail) {
    /** The newest complete backup of its epoch. */
    public static final String NEWEST = "newest";
    /** The newest of its epoch that is not known to be damaged. */
    public static final String NEWEST_UNDAMAGED = "newest-undamaged";
    /** The newest of its epoch that a verification found sound. */
    public static final String NEWEST_VERIFIED = "newest-verified";
    /** A lock holds it. */
    public static final String LOCKED = "locked";
    /** Its manifest cannot be read, or a newer etcdbr made it. */
    public static final String UNREADABLE = "unreadable";
    /** Its id names a time that had not come when the store got it, or has not come yet: some clock is wrong. */
    public static final String FUTURE = "dated-in-the-future";
    /** The pruning follows the making of this one. */
    public static final String JUST_MADE = "just-made";
    /** The policy has no rule that says what to keep. */
    public static final String NO_RULE = "no-keep-rule";
    /** Within the policy's time. */
    public static final String WITHIN = "keep-within";
    /** No rule keeps it. */
    public static final String UNKEPT = "no-rule-keeps-it";
    /** It is none of those that were to be deleted, though no rule keeps it now. */
    public static final String NOT_NAMED = "not-among-those-expected";
    /** Without it the rest fits the size. */
    public static final String SIZE = "max-total-size";

    @Override
    public String toString() {
        return detail.isEmpty() ? rule : rule + " (" + detail + ")";
    }
}
