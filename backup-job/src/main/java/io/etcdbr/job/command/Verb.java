package io.etcdbr.job.command;

import io.etcdbr.config.Setting;
import java.util.List;
import java.util.Optional;

/** What the program can be asked to do. */
public interface Verb {

    String name();

    /** One line for the list of commands; begins in upper case, no full stop. */
    String summary();

    /** Paragraphs for the verb's own help. */
    List<String> description();

    /** A command line to copy, with its meaning. */
    List<String> examples();

    /** Which settings it reads, besides those of all verbs. */
    List<Setting> settings();

    /** What stands on the command line beside flags. */
    default Optional<Argument> argument() {
        return Optional.empty();
    }

    /** Does it. Every failure is thrown. */
    Outcome run(Invocation call);

    /** Such as {@code ID|latest}: at most one. */
    record Argument(String form, String meaning) {}
}
