package io.etcdbr.job.command;

import io.etcdbr.format.Tool;
import java.util.Optional;

/** What this program is. */
public final class ProgramVersion {
    static final String NAME = "etcdbr-job";

    /** What manifests and verifications name as their writer. */
    static final Tool TOOL = new Tool(NAME, text());

    private ProgramVersion() {}

    /** From the jar's manifest; a program run from class files has none. */
    public static String text() {
        return Optional.ofNullable(ProgramVersion.class.getPackage().getImplementationVersion())
                .orElse("0-unpackaged");
    }
}
