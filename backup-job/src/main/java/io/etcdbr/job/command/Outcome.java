package io.etcdbr.job.command;

import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import java.util.List;
import java.util.Map;

/**
 * How a verb ended that did not fail as a whole.
 *
 * @param failures of parts, the gravest first: they decide the exit code
 * @param sentence for the termination message, with a full stop
 * @param facts further strings and numbers for it, in order
 */
public record Outcome(List<Failure> failures, String sentence, Map<String, Object> facts) {

    static Outcome done(String sentence) {
        return new Outcome(List.of(), sentence, Map.of());
    }

    public ExitCode code() {
        return failures.isEmpty() ? ExitCode.OK : failures.getFirst().code();
    }
}
