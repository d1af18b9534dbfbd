package io.etcdbr.restore.journal;

import io.etcdbr.restore.Staged;
import io.etcdbr.restore.State;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A journal that was read.
 *
 * @param lines all that happened, the oldest first
 * @param soundBytes the length of those lines; what follows in the file never happened, and is cut off before anything is added
 */
public record Journal(List<JournalLine> lines, int soundBytes) {
    public Journal {
        lines = List.copyOf(lines);
    }

    /** What the stager made; empty if it never came to say so. */
    public Optional<Staged> staged() {
        return lines.stream().findFirst().map(JournalLine::entry).map(entry -> ((Entry.Begun) entry).staged());
    }

    /** The line of the newest state; empty if the node never came to one. */
    public Optional<JournalLine> lastState() {
        return lines.reversed().stream()
                .filter(line -> line.entry() instanceof Entry.Reached)
                .findFirst();
    }

    /** The newest state. */
    public Optional<State> state() {
        return lastState().map(line -> ((Entry.Reached) line.entry()).state());
    }

    /** The line that would come next. */
    public JournalLine next(String boot, long up, Instant at, Entry entry) {
        return new JournalLine(lines.size() + 1L, boot, up, at, entry);
    }
}
