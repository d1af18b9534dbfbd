package io.etcdbr.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Signals end whole processes, so each test has one; it waits for an identity on its standard input, which nothing unblocks. */
@Timeout(300)
class SignalsTest {

    @TempDir
    private Path directory;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void sigtermEndsWhatCannotBeStoppedWithinFiveSeconds() throws Exception {
        Process process = start();
        Instant sent = Instant.now();
        signal(process, "TERM");

        assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(143);
        assertThat(Duration.between(sent, Instant.now())).isLessThan(Duration.ofSeconds(60));
        assertThat(errors())
                .contains("etcdbr-job: stopped by SIGTERM, and by force since the work did not end within 12000 ms.");
    }

    /** The terminal was closed, or its connection broke. */
    @Test
    void sighupIsAsGoodAsSigterm() throws Exception {
        Process process = start();
        signal(process, "HUP");

        assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(143);
        assertThat(errors()).contains("etcdbr-job: stopped by SIGHUP");
    }

    @Test
    void nohupOutlivesTheTerminal() throws Exception {
        Process process = start("--ignore-signal=HUP");
        signal(process, "HUP");

        assertThat(process.waitFor(1, TimeUnit.SECONDS)).isFalse();
    }

    @Test
    void aSecondSignalEndsItAtOnce() throws Exception {
        Process process = start();
        signal(process, "INT");
        // Two that come before it has its turn are one for it.
        for (int i = 0; i < 10 && !process.waitFor(300, TimeUnit.MILLISECONDS); i++) {
            signal(process, "INT");
        }

        assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(130);
        assertThat(errors()).doesNotContain("by force");
    }

    private Process start() throws IOException, InterruptedException {
        // Shells let what they start in the background ignore SIGINT, and nohup SIGHUP; children inherit that.
        return start("--default-signal=INT,HUP");
    }

    private Process start(String signals) throws IOException, InterruptedException {
        Path errors = directory.resolve("errors");
        Process process = new ProcessBuilder(
                        "env",
                        signals,
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        JobMain.class.getName(),
                        "verify",
                        "latest",
                        "--store",
                        "file://" + directory,
                        "--identity",
                        "-",
                        "--log-level",
                        "debug")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(errors.toFile())
                .start();
        started.add(process);
        while (process.isAlive() && !errors().contains("etcdbr-job starts")) {
            Thread.sleep(20);
        }
        return process;
    }

    private String errors() throws IOException {
        return Files.readString(directory.resolve("errors"), StandardCharsets.UTF_8);
    }

    private static void signal(Process process, String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .start()
                .waitFor();
    }
}
