package io.etcdbr.progress;

import java.io.PrintStream;

/** One line at the foot of a terminal that changes while whole lines scroll by above it. Any thread may call. */
public final class StatusLine {
    private static final String ERASE = "\r\u001b[K";

    private final PrintStream stream;
    private String shown = "";
    private boolean retired;

    public StatusLine(PrintStream stream) {
        this.stream = stream;
    }

    /** Replaces the line; an empty text takes it away. Nothing is written where nothing changes. */
    public synchronized void show(String text) {
        if (!retired && !text.equals(shown)) {
            stream.print(ERASE + text);
            stream.flush();
            shown = text;
        }
    }

    /**
     * Takes the line away for good, because something else begins to be written where it stands.
     *
     * @param erase false where what is written passes this stream by, and may be there first: to erase then would erase that
     */
    synchronized void retire(boolean erase) {
        if (erase) {
            stream.print(ERASE);
            stream.flush();
        }
        shown = "";
        retired = true;
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
