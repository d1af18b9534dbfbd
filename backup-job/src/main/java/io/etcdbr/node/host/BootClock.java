package io.etcdbr.node.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The clock that counts since boot, through suspends, and that nobody can set: {@code CLOCK_BOOTTIME}, which {@code /proc/uptime}
 * shows in hundredths of a second. Its readings compare only within one boot.
 *
 * @param proc a mounted {@code proc}
 */
public record BootClock(Path proc) {
    private static final int MILLIS = 1000;

    /** The kernel's random id of this boot. */
    public String bootId() throws IOException {
        return Files.readString(proc.resolve("sys/kernel/random/boot_id")).strip();
    }

    public long millisSinceBoot() throws IOException {
        String text = Files.readString(proc.resolve("uptime"));
        return Math.round(Double.parseDouble(text.substring(0, text.indexOf(' '))) * MILLIS);
    }
}
