package io.etcdbr.progress;

import java.io.PrintStream;

/** One line at the foot of a terminal that changes while whole lines scroll by above it. Any thread may call. */
public final class StatusLine {
    private static final String ERASE = "\r\u001b[K";

    private final PrintStream stream;
    private String shown = "";

    public StatusLine(PrintStream stream) {
        this.stream = stream;
    }

    /** Replaces the line; an empty text takes it away. Nothing is written where nothing changes. */
    public synchronized void show(String text) {
        if (!text.equals(shown)) {
            stream.print(ERASE + text);
            stream.flush();
            shown = text;
        }
    }

    /** Prints whole lines above the status line, or just prints them where there is none. */
    public synchronized void printAbove(String lines) {
        if (shown.isEmpty()) {
            stream.println(lines);
        } else {
            stream.println(ERASE + lines);
            stream.print(shown);
        }
        stream.flush();
    }
}
