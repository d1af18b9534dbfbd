package io.etcdbr.command;

import io.etcdbr.config.Setting;
import io.etcdbr.format.Tool;
import java.util.List;
import java.util.Optional;

/**
 * One of our programs.
 *
 * @param name as people type it, such as {@code kubectl etcdbr}
 * @param tool what manifests and verifications name as their writer
 * @param purpose one sentence for the help
 * @param common settings that every verb knows
 * @param verbs in the order of the help
 */
public record Program(String name, Tool tool, String purpose, List<Setting> common, List<Verb> verbs) {

    public Program {
        common = List.copyOf(common);
        verbs = List.copyOf(verbs);
    }

    /** From the jar's manifest; a program run from class files has none. */
    public static String version() {
        return Optional.ofNullable(Program.class.getPackage().getImplementationVersion())
                .orElse("0-unpackaged");
    }
}
