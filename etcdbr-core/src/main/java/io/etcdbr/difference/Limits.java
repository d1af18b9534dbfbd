package io.etcdbr.difference;

/**
 * How much of a comparison is kept.
 *
 * @param all whether to fold nothing
 * @param perKind how many differences of each kind are kept, if their keys have {@value #USUAL_KEY} characters on average
 * @param names how many resources, and how many namespaces, are told apart
 */
public record Limits(boolean all, int perKind, int names) {
    static final int USUAL_KEY = 150;

    /** What fits into the job's heap with room to spare. */
    public static Limits usual(boolean all) {
        return new Limits(all, 10_000, 5_000);
    }
}
