package io.etcdbr.program;

import io.etcdbr.command.JsonText;
import io.etcdbr.command.Outcome;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The outcome as JSON for Kubernetes, which shows it in the container's status. Written in place: the file is a mount of
 * kubelet's and cannot be replaced.
 */
final class TerminationMessage {
    /** Kubernetes cuts off what is longer, in bytes. */
    private static final int MOST = 4096;

    private static final int LONGEST_TEXT = 1200;

    private final String program;
    private final String command;
    private final Optional<Path> file;
    private final PrintStream err;

    TerminationMessage(String program, String command, Optional<Path> file, PrintStream err) {
        this.program = program;
        this.command = command;
        this.file = file;
        this.err = err;
    }

    void write(Outcome outcome) {
        String sentence = outcome.failures().isEmpty()
                ? outcome.sentence()
                : outcome.failures().getFirst().sentence();
        write(outcome.code(), sentence, outcome.facts());
    }

    void write(Failure failure) {
        write(failure.code(), failure.sentence(), Map.of());
    }

    private void write(ExitCode code, String sentence, Map<String, Object> facts) {
        if (file.isEmpty()) {
            return;
        }
        try {
            byte[] text = json(code, sentence, facts);
            Files.write(file.get(), text.length <= MOST ? text : json(code, sentence, Map.of()));
        } catch (IOException e) {
            err.println(program + ": the outcome could not be written to " + file.get() + ": " + e.getMessage() + ".");
        }
    }

    private byte[] json(ExitCode code, String sentence, Map<String, Object> facts) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("command", command);
        fields.put("result", code.name());
        fields.put("exitCode", code.number());
        fields.put("message", sentence.length() <= LONGEST_TEXT ? sentence : sentence.substring(0, LONGEST_TEXT) + "…");
        fields.putAll(facts);
        return JsonText.of(fields).getBytes(StandardCharsets.UTF_8);
    }
}
