package io.etcdbr.progress;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The streams every process has. */
public enum StandardStream {
    INPUT(0),
    OUTPUT(1),
    ERROR(2);

    private final Path link;

    StandardStream(int descriptor) {
        this.link = Path.of("/proc/self/fd/" + descriptor);
    }

    /** Whether a person may be looking. The JDK's console tells of input and output together only, Linux of each stream. */
    public boolean isTerminal() {
        if (Files.isSymbolicLink(link)) {
            try {
                String target = Files.readSymbolicLink(link).toString();
                return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
            } catch (IOException e) {
                return false;
            }
        }
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}
