package io.etcdbr.kubectl.operation;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.kubectl.cluster.KubeObject;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What one of our programs in a pod said, and ended with.
 *
 * @param err its log and its failure: as JSON, if it was asked for JSON
 */
public record ProgramAnswer(int code, String out, String err) {

    /** Runs a program to its end and returns its exit code. */
    @FunctionalInterface
    public interface Run {
        int run(List<String> arguments, InputStream in, OutputStream out, OutputStream err);
    }

    /** Runs it and keeps what it says; not for long outputs. */
    public static ProgramAnswer of(Run run, List<String> arguments, InputStream in) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        return of(run, arguments, in, err);
    }

    /** The same, with somebody who sees standard error as it comes; {@code err} is then only what that one's text is. */
    public static ProgramAnswer of(Run run, List<String> arguments, InputStream in, OutputStream err) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int code = run.run(arguments, in, out, err);
        return new ProgramAnswer(code, out.toString(StandardCharsets.UTF_8), text(err));
    }

    private static String text(OutputStream err) {
        return err instanceof ByteArrayOutputStream kept ? kept.toString(StandardCharsets.UTF_8) : err.toString();
    }

    /** Its standard output, if that is a JSON object. */
    public Optional<KubeObject> tree() {
        return tree(out);
    }

    /** What went wrong, a clause. */
    public String problem() {
        return told().flatMap(failure -> failure.text("problem")).orElseGet(this::lastLine);
    }

    /** What went wrong, with the exit code and the remedy of the program. */
    public EtcdbrException failure(String what) {
        return new EtcdbrException(
                exitCode(),
                what + ": " + problem(),
                told().flatMap(failure -> failure.text("remedy")).orElse(""));
    }

    private ExitCode exitCode() {
        return Arrays.stream(ExitCode.values())
                .filter(known -> known.number() == code && known != ExitCode.OK)
                .findFirst()
                .orElse(ExitCode.KUBERNETES_UNREACHABLE);
    }

    /** The programs tell their failures as JSON when they are asked for JSON, on their last line. */
    private Optional<KubeObject> told() {
        return tree(lastLine())
                .map(found -> found.part("error"))
                .filter(error -> error.text("problem").isPresent());
    }

    private String lastLine() {
        return err.lines().reduce((_, last) -> last).orElse("no message, exit code " + code);
    }

    private static Optional<KubeObject> tree(String text) {
        try {
            return JsonParser.parseString(text) instanceof JsonObject tree
                    ? Optional.of(new KubeObject(tree))
                    : Optional.empty();
        } catch (JsonParseException e) {
            return Optional.empty();
        }
    }
}
