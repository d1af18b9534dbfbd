package io.etcdbr.error;

import java.util.Comparator;

/**
 * A failure as its reader meets it.
 *
 * @param code what the process ends with
 * @param problem one sentence without a full stop: what failed, where, what was found and what was expected
 * @param remedy the next step, one imperative sentence without a full stop; empty where there is none to give
 */
public record Failure(ExitCode code, String problem, String remedy) {
    /** Damage before all else, which stays in its order. */
    public static final Comparator<Failure> DAMAGE_FIRST =
            Comparator.comparing(failure -> failure.code != ExitCode.DAMAGED);

    public Failure {
        if (problem.isBlank()) {
            throw new IllegalArgumentException("a failure says what happened");
        }
    }

    /** The sentence shown to people: the problem, then the next step. */
    public String sentence() {
        return remedy.isEmpty() ? ended(problem) : ended(problem) + " " + ended(remedy);
    }

    /** A problem may end with a question such as "did you mean …?". */
    private static String ended(String text) {
        return text.endsWith("?") ? text : text + ".";
    }
}
