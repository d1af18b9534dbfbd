package io.etcdbr.progress;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** How many columns the terminal has. */
public final class TerminalWidth {
    private static final int USUAL = 80;
    private static final int LEAST = 20;

    private TerminalWidth() {}

    /** By {@code COLUMNS}, else as {@code stty} says (the JDK cannot ask), else 80. Ask only where there is a terminal. */
    public static int of(Map<String, String> environment) {
        return Math.max(LEAST, columns(environment.getOrDefault("COLUMNS", asked())));
    }

    private static int columns(String text) {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            return USUAL;
        }
    }

    private static String asked() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!stty.waitFor(1, TimeUnit.SECONDS)) {
                stty.destroy();
                return "";
            }
            String rowsAndColumns = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return rowsAndColumns.substring(rowsAndColumns.indexOf(' ') + 1);
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
