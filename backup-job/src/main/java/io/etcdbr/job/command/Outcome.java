package io.etcdbr.job.command;

import io.etcdbr.error.ExitCode;
import java.util.Map;

/**
 * How a verb ended that did not fail as a whole.
 *
 * @param sentence for the termination message, with a full stop
 * @param facts further strings and numbers for it, in order
 */
public record Outcome(ExitCode code, String sentence, Map<String, Object> facts) {

    static Outcome done(String sentence) {
        return new Outcome(ExitCode.OK, sentence, Map.of());
    }
}
