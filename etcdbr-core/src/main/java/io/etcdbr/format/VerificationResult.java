package io.etcdbr.format;

import java.util.Arrays;
import java.util.Optional;

/** What a verification found. */
public enum VerificationResult {
    SOUND("sound"),
    DAMAGED("damaged");

    private final String text;

    VerificationResult(String text) {
        this.text = text;
    }

    /** As keys and documents spell it. */
    public String text() {
        return text;
    }

    public static Optional<VerificationResult> parse(String text) {
        return Arrays.stream(values()).filter(value -> value.text.equals(text)).findFirst();
    }
}
