package io.etcdbr.e2e.harness;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How a program ended and what it said.
 *
 * @param time from its start to its end
 */
public record Said(List<String> line, int code, String out, String err, Duration time) {

    /**
     * Runs a program to its end.
     *
     * @param input its standard input
     * @param environment what its environment has besides ours
     * @param patience after this it is killed, and the test fails
     */
    public static Said of(List<String> line, String input, Map<String, String> environment, Duration patience)
            throws IOException {
        Path out = Files.createTempFile("e2e", ".out");
        Path err = Files.createTempFile("e2e", ".err");
        try {
            long begin = System.nanoTime();
            ProcessBuilder builder =
                    new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile());
            // What the tests are told is not meant for the program.
            builder.environment().keySet().removeIf(name -> name.startsWith("ETCDBR_"));
            builder.environment().putAll(environment);
            Process process = builder.start();
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // It does not read; how it ends says the rest.
            }
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError(String.join(" ", line) + " does not end within " + patience + "; it said: "
                        + Files.readString(out) + Files.readString(err));
            }
            return new Said(
                    List.copyOf(line),
                    process.exitValue(),
                    Files.readString(out),
                    Files.readString(err),
                    Duration.ofNanos(System.nanoTime() - begin));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    public boolean succeeded() {
        return code == 0;
    }

    /** Fails the test unless it ended well. */
    public Said orFail() {
        return succeeded() ? this : fail();
    }

    private Said fail() {
        throw new AssertionError(String.join(" ", line) + " ended with " + code + " and said: " + out + err);
    }
}
