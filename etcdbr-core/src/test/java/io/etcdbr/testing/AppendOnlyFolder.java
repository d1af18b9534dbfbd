package io.etcdbr.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;

/** A folder in which files may be made, but none removed or renamed, not even by root: {@code chattr +a}. */
public final class AppendOnlyFolder implements AutoCloseable {
    private final Path folder;

    private AppendOnlyFolder(Path folder) {
        this.folder = folder;
    }

    /** Makes {@code folder} one until it is closed; skips the test where that cannot be had. */
    public static AppendOnlyFolder of(Path folder) throws InterruptedException {
        assumeTrue(chattr("+a", folder), "chattr +a wants root and a file system such as ext4");
        return new AppendOnlyFolder(folder);
    }

    private static boolean chattr(String attribute, Path folder) throws InterruptedException {
        try {
            return new ProcessBuilder("chattr", attribute, folder.toString())
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws InterruptedException {
        chattr("-a", folder);
    }
}
