package io.etcdbr.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.config.LogSettings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;

class LogFormatTest {
    private static final Instant TIME = Instant.parse("2026-11-20T12:00:00.123456Z");

    @Test
    void aTextLineHasTimeLevelMessageAndKeys() {
        LogLine line = line(
                "backup stored",
                new KeyValuePair("store", "s3://bucket/prefix"),
                new KeyValuePair("reason", "all is well"),
                new KeyValuePair("bytes", 42));

        assertThat(LogFormat.format(line, LogSettings.Format.TEXT, false))
                .isEqualTo("2026-11-20T12:00:00.123Z INFO  backup stored store=s3://bucket/prefix"
                        + " reason=\"all is well\" bytes=42");
    }

    @Test
    void aJsonLineKeepsKeysApartAndNumbersAsNumbers() {
        LogLine line = line("done \"so\"", new KeyValuePair("bytes", 42), new KeyValuePair("message", "taken"));

        assertThat(LogFormat.format(line, LogSettings.Format.JSON, false))
                .isEqualTo("{\"time\":\"2026-11-20T12:00:00.123Z\",\"level\":\"info\",\"message\":\"done \\\"so\\\"\","
                        + "\"bytes\":42,\"message_\":\"taken\",\"logger\":\"io.etcdbr.Test\"}");
    }

    @Test
    void whatComesFromOutsideCannotForgeALine() {
        LogLine line = line("a\nb", new KeyValuePair("object", "x\r\n2026 ERROR \u001b[31m\"y\""));

        assertThat(LogFormat.format(line, LogSettings.Format.TEXT, false))
                .endsWith(" a\\nb object=\"x\\r\\n2026 ERROR \\u001b[31m\\\"y\\\"\"")
                .doesNotContain("\n", "\r", "\u001b");
    }

    @Test
    void aCauseIsNamedAndTracedOnlyIfAsked() {
        LogLine line = new LogLine(
                TIME, Level.WARN, "x", "retrying", List.of(), Optional.of(new IllegalStateException("cut off")));

        assertThat(LogFormat.format(line, LogSettings.Format.TEXT, false))
                .isEqualTo("2026-11-20T12:00:00.123Z WARN  retrying"
                        + " cause=\"java.lang.IllegalStateException: cut off\"");
        assertThat(LogFormat.format(line, LogSettings.Format.TEXT, true)).contains("\tat ");
        assertThat(LogFormat.format(line, LogSettings.Format.JSON, true)).contains("\"stackTrace\":\"java.lang");
    }

    private static LogLine line(String message, KeyValuePair... keys) {
        return new LogLine(TIME, Level.INFO, "io.etcdbr.Test", message, List.of(keys), Optional.empty());
    }
}
