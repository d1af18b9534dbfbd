package io.etcdbr.node.tool;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One short run of a program whose output is small. */
record ProgramRun(int exitCode, String output) {
    private static final int MOST_OUTPUT = 64 * 1024;

    /**
     * @throws IOException if it cannot be started; one that does not end in time is killed, and so ends with an error
     */
    static ProgramRun of(List<String> command, long seconds) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        Process process = builder.start();
        process.getOutputStream().close();
        try (InputStream out = process.getInputStream()) {
            Thread killer = Thread.ofVirtual().start(() -> killLate(process, seconds));
            String output = new String(out.readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8);
            int code = process.waitFor();
            killer.interrupt();
            return new ProgramRun(code, output);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static void killLate(Process process, long seconds) {
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            // It ended.
        }
    }
}
