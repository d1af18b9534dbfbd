package io.etcdbr.e2e.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What restores came to under faults, for {@code docs/restore-faults.md}. A row is written only once it was seen. */
public final class FaultTable {
    private static final Path FILE = ClusterUnderTest.TOP.resolve("e2e/target/restore-faults.md");
    private static final String HEAD = "| | fault | outcome | API away |\n|---|---|---|---|\n";

    private FaultTable() {}

    /**
     * @param fault its number in the list of faults, or empty
     * @param what what was done
     * @param outcome what came of it
     * @param downtime how long the API was away; empty if it was not
     */
    public static synchronized void row(String fault, String what, String outcome, String downtime) throws IOException {
        String row = "| %s | %s | %s | %s |%n".formatted(fault, what, outcome, downtime);
        Files.createDirectories(FILE.getParent());
        if (!Files.exists(FILE)) {
            Files.writeString(FILE, HEAD);
        }
        Files.writeString(FILE, row, StandardOpenOption.APPEND);
        System.out.print(row);
    }
}
