package io.etcdbr.job;

import com.google.gson.stream.JsonWriter;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.job.command.Outcome;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private final String command;
    private final Optional<Path> file;
    private final PrintStream err;

    TerminationMessage(String command, Optional<Path> file, PrintStream err) {
        this.command = command;
        this.file = file;
        this.err = err;
    }

    void write(Outcome outcome) {
        write(outcome.code(), outcome.sentence(), outcome.facts());
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
            err.println("etcdbr-job: the outcome could not be written to " + file.get() + ": " + e.getMessage() + ".");
        }
    }

    private byte[] json(ExitCode code, String sentence, Map<String, Object> facts) {
        StringWriter text = new StringWriter();
        try (JsonWriter json = new JsonWriter(text)) {
            json.setHtmlSafe(false);
            json.beginObject();
            json.name("command").value(command);
            json.name("result").value(code.name());
            json.name("exitCode").value(code.number());
            json.name("message")
                    .value(sentence.length() <= LONGEST_TEXT ? sentence : sentence.substring(0, LONGEST_TEXT) + "…");
            for (Map.Entry<String, Object> fact : facts.entrySet()) {
                json.name(fact.getKey());
                switch (fact.getValue()) {
                    case Number number -> json.value(number);
                    default -> json.value(fact.getValue().toString());
                }
            }
            json.endObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a string cannot be written to", e);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
