package io.etcdbr.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.config.LogSettings;
import io.etcdbr.log.LogKeys;
import io.etcdbr.progress.StatusLine;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class ConsoleLogTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @AfterEach
    void logToStandardErrorAgain() {
        ConsoleLog.direct(new StatusLine(System.err), LogSettings.DEFAULT);
    }

    @Test
    void keysReachTheLineApartFromTheMessage() {
        direct(LogSettings.Format.JSON, LogSettings.Level.INFO);

        LoggerFactory.getLogger("io.etcdbr.job.Test")
                .atInfo()
                .addKeyValue(LogKeys.REVISION, 7)
                .log("member {} chosen", "m1");

        assertThat(written()).contains("\"message\":\"member m1 chosen\",\"revision\":7,");
    }

    @Test
    void librariesSpeakUpOnlyFromWarningsOn() {
        direct(LogSettings.Format.TEXT, LogSettings.Level.INFO);
        Logger library = LoggerFactory.getLogger("net.schmizz.sshj");

        library.info("chatter");
        library.warn("trouble");
        LoggerFactory.getLogger("io.etcdbr.x").debug("detail");

        assertThat(written()).contains("trouble").doesNotContain("chatter", "detail");
    }

    @Test
    void javaUtilLoggingIsTakenIn() {
        direct(LogSettings.Format.TEXT, LogSettings.Level.INFO);
        // In the program the JDK makes it, by the property that direct() sets; in a test the JDK may have started long
        // ago.
        new JulForwarding();
        java.util.logging.Logger library = java.util.logging.Logger.getLogger("io.grpc.internal");

        library.info("chatter");
        library.log(java.util.logging.Level.WARNING, "channel {0} lost", "c1");

        assertThat(written()).contains(" WARN  channel c1 lost\n").doesNotContain("chatter");
    }

    private void direct(LogSettings.Format format, LogSettings.Level level) {
        ConsoleLog.direct(
                new StatusLine(new PrintStream(bytes, true, StandardCharsets.UTF_8)),
                new LogSettings(format, level, LogSettings.ProgressDisplay.OFF));
    }

    private String written() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
