package io.etcdbr.progress;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where standard error goes. */
public final class StandardError {
    private static final Path LINK = Path.of("/proc/self/fd/2");

    private StandardError() {}

    /** Whether a person may be looking. The JDK's console tells of standard input and output only, Linux of any stream. */
    public static boolean isTerminal() {
        if (Files.isSymbolicLink(LINK)) {
            try {
                String target = Files.readSymbolicLink(LINK).toString();
                return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
            } catch (IOException e) {
                return false;
            }
        }
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}
