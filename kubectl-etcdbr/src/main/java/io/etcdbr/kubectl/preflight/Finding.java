package io.etcdbr.kubectl.preflight;

/** What one check came to. */
public sealed interface Finding {

    Check check();

    /** What was found, a clause for people; of several nodes it names them. */
    String found();

    /** It holds. */
    record Evidence(Check check, String found) implements Finding {}

    /** It may go on, and somebody should know. */
    record Warning(Check check, String found, String remedy) implements Finding {}

    /** It must not go on. */
    record Refusal(Check check, String found, String expected, String remedy) implements Finding {}
}
