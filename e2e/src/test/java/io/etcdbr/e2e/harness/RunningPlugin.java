package io.etcdbr.e2e.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A plugin that was started and not waited for. */
public final class RunningPlugin implements AutoCloseable {
    private final Process process;
    private final Path out;
    private final Path err;

    RunningPlugin(ProcessBuilder builder) throws IOException {
        out = Files.createTempFile("e2e", ".out");
        err = Files.createTempFile("e2e", ".err");
        process =
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        process.getOutputStream().close();
    }

    public boolean runs() {
        return process.isAlive();
    }

    /** As a machine that loses its power. */
    public void kill() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }

    /** Waits for its end. */
    public int code() throws InterruptedException {
        if (!process.waitFor(10, TimeUnit.MINUTES)) {
            throw new AssertionError("the plugin does not end; it said: " + said());
        }
        return process.exitValue();
    }

    /** Waits for its end, but not for long. */
    public boolean endsWithin(Duration time) throws InterruptedException {
        return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What it said so far, on both streams. */
    public String said() {
        try {
            return Files.readString(out) + Files.readString(err);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
