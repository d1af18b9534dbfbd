package io.etcdbr.format;

import java.util.Arrays;
import java.util.Optional;

/** How deep a verification looked; each level includes those before it. */
public enum VerificationLevel {
    /** Every data object has the stored size and digest. */
    STORED("stored"),
    /** Also decrypted and decompressed: the plain size and digest fit, and the snapshot's own trailer. */
    PLAIN("plain"),
    /** Also the database inside the snapshot is sound. */
    DEEP("deep");

    private final String text;

    VerificationLevel(String text) {
        this.text = text;
    }

    /** As keys and documents spell it. */
    public String text() {
        return text;
    }

    public static Optional<VerificationLevel> parse(String text) {
        return Arrays.stream(values()).filter(value -> value.text.equals(text)).findFirst();
    }
}
