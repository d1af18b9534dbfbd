package io.etcdbr.node.command;

import io.etcdbr.node.execute.Standing;
import io.etcdbr.restore.StateWords;
import java.io.PrintStream;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A sentence for a person for each thing that is new. */
final class StandingLines implements Consumer<Standing> {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss'Z'");

    private final PrintStream out;
    private @Nullable Standing last;

    StandingLines(PrintStream out) {
        this.out = out;
    }

    /** For programs: a line of JSON for each change. */
    static Consumer<Standing> json(PrintStream out) {
        return standing -> {
            out.println(standing.json());
            out.flush();
        };
    }

    @Override
    public synchronized void accept(Standing now) {
        Standing before = last;
        last = now;
        if (before == null || !before.state().equals(now.state())) {
            say(
                    now,
                    StateWords.of(now.state()) + " (" + now.state() + ")"
                            + (now.where().isEmpty() ? "" : " in " + now.where())
                            + (now.why().isEmpty() ? "" : ", because " + now.why()));
        }
        if (!now.trouble().isEmpty() && (before == null || !before.trouble().equals(now.trouble()))) {
            say(now, now.trouble());
        }
        if (!now.note().isEmpty() && (before == null || !before.note().equals(now.note()))) {
            say(now, now.note());
        }
    }

    private void say(Standing now, String text) {
        out.println(TIME.format(now.at().atOffset(ZoneOffset.UTC)) + " " + now.node() + ": " + text);
        out.flush();
    }
}
