package io.etcdbr.restore.journal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A line of the journal.
 *
 * @param number 1 for the first line, and one more for each
 * @param boot the id of the boot, as {@code /proc/sys/kernel/random/boot_id} has it
 * @param up milliseconds since that boot, time asleep included; never less than in a line before of the same boot
 * @param at the time of the wall clock, for people only
 */
public record JournalLine(long number, String boot, long up, Instant at, Entry entry) {
    /** @throws IllegalArgumentException with a sentence, if a part cannot be */
    public JournalLine {
        if (number < 1) {
            throw new IllegalArgumentException("the number " + number + " is not above 0");
        }
        if (boot.isBlank()) {
            throw new IllegalArgumentException("the boot id is empty");
        }
        if (up < 0) {
            throw new IllegalArgumentException("the time since boot " + up + " is negative");
        }
        if (entry instanceof Entry.Begun != (number == 1)) {
            throw new IllegalArgumentException(
                    "what was staged stands in the first line, and in no other; this is line " + number);
        }
        at = at.truncatedTo(ChronoUnit.MILLIS);
    }
}
