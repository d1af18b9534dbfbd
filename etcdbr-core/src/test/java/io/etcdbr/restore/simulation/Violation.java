package io.etcdbr.restore.simulation;

/** A simulated restore broke a promise. */
final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Violation(String sentence) {
        super(sentence);
    }
}
