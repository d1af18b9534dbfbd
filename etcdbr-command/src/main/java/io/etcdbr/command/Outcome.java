package io.etcdbr.command;

import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import java.util.List;
import java.util.Map;

/**
 * How a verb ended that did not fail as a whole.
 *
 * @param failures of parts, the gravest first: they decide the exit code
 * @param sentence for the termination message, with a full stop
 * @param otherwise the exit code where there are no failures to tell
 * @param facts further strings and numbers for it, in order
 */
public record Outcome(List<Failure> failures, String sentence, Map<String, Object> facts, ExitCode otherwise) {

    public Outcome(List<Failure> failures, String sentence, Map<String, Object> facts) {
        this(failures, sentence, facts, ExitCode.OK);
    }

    public static Outcome done(String sentence) {
        return new Outcome(List.of(), sentence, Map.of());
    }

    /** Another program did it, and has told already what went wrong. */
    public static Outcome endedElsewhere(ExitCode code) {
        return new Outcome(List.of(), "Ended with " + code + ".", Map.of(), code);
    }

    public ExitCode code() {
        return failures.isEmpty() ? otherwise : failures.getFirst().code();
    }
}
