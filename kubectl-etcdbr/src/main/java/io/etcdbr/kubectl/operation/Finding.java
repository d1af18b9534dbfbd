package io.etcdbr.kubectl.operation;

/**
 * What a check found.
 *
 * @param check what was looked at, a stable word for programs such as {@code image}
 * @param subject whose: a node, a store, a command; may be empty
 * @param message what was found, a clause
 * @param remedy what to do about it; empty where all is well
 */
public record Finding(String check, String subject, State state, String message, String remedy) {

    /** How it is. */
    public enum State {
        OK("ok"),
        /** Works today. */
        WARNING("warning"),
        FAILED("failed"),
        /** Could not be looked at, for want of a right or because there is no such thing here. */
        SKIPPED("skipped");

        private final String text;

        State(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    static Finding ok(String check, String subject, String message) {
        return new Finding(check, subject, State.OK, message, "");
    }

    static Finding warning(String check, String subject, String message, String remedy) {
        return new Finding(check, subject, State.WARNING, message, remedy);
    }

    static Finding failed(String check, String subject, String message, String remedy) {
        return new Finding(check, subject, State.FAILED, message, remedy);
    }

    static Finding skipped(String check, String subject, String message, String remedy) {
        return new Finding(check, subject, State.SKIPPED, message, remedy);
    }

    public boolean needsAttention() {
        return switch (state) {
            case WARNING, FAILED -> true;
            case OK, SKIPPED -> false;
        };
    }
}
