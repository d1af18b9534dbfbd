package io.etcdbr.format;

import java.util.Arrays;
import java.util.Optional;

/**
 * One thing a verification has to say.
 *
 * @param object the name of the object it is about
 * @param message a sentence without a full stop
 */
public record Finding(Severity severity, String object, String message) {

    /** How bad it is. */
    public enum Severity {
        /** Worth knowing; the backup can be restored. */
        WARNING("warning"),
        /** The backup is damaged. */
        ERROR("error");

        private final String text;

        Severity(String text) {
            this.text = text;
        }

        /** As documents spell it. */
        public String text() {
            return text;
        }

        public static Optional<Severity> parse(String text) {
            return Arrays.stream(values())
                    .filter(value -> value.text.equals(text))
                    .findFirst();
        }
    }
}
