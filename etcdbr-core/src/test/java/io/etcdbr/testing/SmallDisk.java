package io.etcdbr.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system in memory that is soon full; only root can mount one, so other users' tests are skipped. */
public final class SmallDisk implements AutoCloseable {
    private final Path path;

    private SmallDisk(Path path) {
        this.path = path;
    }

    /** @param options of the mount, such as {@code "size=8m"} */
    public static SmallDisk mount(Path at, String options) throws IOException {
        String mount = Programs.require("mount", "mount");
        assumeTrue(System.getProperty("user.name").equals("root"), "only root can mount a small disk: run as root");
        Files.createDirectories(at);
        try {
            Programs.run(mount, "-t", "tmpfs", "-o", options, "tmpfs", at.toString());
        } catch (IOException e) {
            assumeTrue(false, "this machine lets nobody mount: " + e.getMessage());
        }
        return new SmallDisk(at);
    }

    public Path path() {
        return path;
    }

    public void remount(String options) throws IOException {
        Programs.run(Programs.require("mount", "mount"), "-o", "remount," + options, path.toString());
    }

    @Override
    public void close() throws IOException {
        Programs.run(Programs.require("umount", "mount"), "-l", path.toString());
    }
}
