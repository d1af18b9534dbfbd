package io.etcdbr.e2e.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What restores came to under faults, for {@code docs/restore-faults.md}. A row is written only once it was seen. */
public final class FaultTable {
    private static final Path FILE = ClusterUnderTest.TOP.resolve("e2e/target/restore-faults.md");

    private FaultTable() {}

    /**
     * @param fault its number in the list of faults, or empty
     * @param what what was done
     * @param outcome what came of it
     * @param downtime how long the API was away, seen by the plugin; empty if it was not
     */
    public static void row(String fault, String what, String outcome, String downtime) throws IOException {
        String row = "| %s | %s | %s | %s |%n".formatted(fault, what, outcome, downtime);
        Files.createDirectories(FILE.getParent());
        Files.writeString(FILE, row, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        System.out.print(row);
    }
}
