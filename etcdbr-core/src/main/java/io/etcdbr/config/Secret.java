package io.etcdbr.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A password or token in memory. Prints as redacted, so that no log line and no message ever shows it. */
public record Secret(String reveal) {

    /** The file's text without the line end that editors add. */
    public static Secret readFrom(Path file) throws IOException {
        return new Secret(Files.readString(file).stripTrailing());
    }

    @Override
    public String toString() {
        return "[redacted]";
    }
}
